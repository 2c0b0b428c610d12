"""What objects are called, what they sound like, and what is said of that."""

from dataclasses import dataclass
from functools import cache

VOC = [
    "background",
    "airplane",
    "bicycle",
    "bird",
    "boat",
    "bottle",
    "bus",
    "car",
    "cat",
    "chair",
    "cow",
    "table",
    "dog",
    "horse",
    "motorcycle",
    "person",
    "plant",
    "sheep",
    "couch",
    "train",
    "television",
]

# Who is meant is for the listener's eye: the photos say only that it is a person.
PEOPLE = ("person", "man", "woman", "boy", "girl")

SYNONYMS: dict[str, tuple[str, ...]] = {
    "person": (
        *("person", *PEOPLE, "man", "woman", "human"),
        *("people", "someone", "child", "lady", "baby"),
    ),
    "airplane": ("airplane", "plane", "aircraft"),
    "bicycle": ("bicycle", "bike"),
    "motorcycle": ("motorcycle", "motorbike"),
    "couch": ("couch", "sofa"),
    "television": ("television", "tv", "screen"),
    "tv": ("tv", "television", "screen"),
    "plant": ("plant", "potted plant"),
    "potted plant": ("potted plant", "plant"),
    "table": ("table", "dining table"),
    "dining table": ("dining table", "table"),
    "refrigerator": ("refrigerator", "fridge"),
    "cup": ("cup", "mug"),
    "backpack": ("backpack", "bag"),
    "handbag": ("handbag", "bag"),
    "suitcase": ("suitcase", "luggage"),
    "sports ball": ("sports ball", "ball"),
    "donut": ("donut", "doughnut"),
    "remote": ("remote", "remote control"),
    "mouse": ("mouse", "computer mouse"),
    "laptop": ("laptop", "computer"),
    "hair drier": ("hair drier", "hair dryer"),
    "dog": ("dog", "dog", "puppy"),
    "cat": ("cat", "cat", "kitten"),
    "cow": ("cow", "cow", "cattle"),
    "car": ("car", "car", "automobile"),
    "boat": ("boat", "ship"),
    "rooster": ("rooster", "cock"),
    "chicken": ("chicken", "hen"),
    "telephone": ("telephone", "phone"),
    "drum": ("drum", "drums", "drum kit"),
    "fire truck": ("fire truck", "fire engine"),
}


@dataclass(frozen=True)
class Sounding:
    """How a family of objects sounds: recordings' folder names, and words that say so."""

    classes: tuple[str, ...]
    doing: tuple[str, ...]
    kind: str  # "animal", "instrument", "vehicle", "person", "machine"


_PLAYED = ("playing", "being played")
SOUNDING: dict[str, Sounding] = {
    "dog": Sounding(("dog",), ("barking",), "animal"),
    "wolf": Sounding(("wolf",), ("howling",), "animal"),
    "cat": Sounding(("cat",), ("meowing",), "animal"),
    "cow": Sounding(("cow",), ("mooing",), "animal"),
    "sheep": Sounding(("sheep",), ("bleating",), "animal"),
    "goat": Sounding(("goat",), ("bleating",), "animal"),
    "horse": Sounding(("horse",), ("neighing",), "animal"),
    "pig": Sounding(("pig",), ("grunting", "oinking"), "animal"),
    "rooster": Sounding(("rooster",), ("crowing",), "animal"),
    "chicken": Sounding(("chicken",), ("clucking",), "animal"),
    "bird": Sounding(("bird",), ("chirping", "singing"), "animal"),
    "lion": Sounding(("lion", "big_cat"), ("roaring",), "animal"),
    "elephant": Sounding(("elephant",), ("trumpeting",), "animal"),
    "frog": Sounding(("frog",), ("croaking",), "animal"),
    "monkey": Sounding(("monkey",), ("screeching",), "animal"),
    "bear": Sounding(("bear",), ("growling",), "animal"),
    "insect": Sounding(("insect",), ("buzzing",), "animal"),
    "baby": Sounding(("baby_cry",), ("crying",), "person"),
    "person": Sounding(
        ("speech", "laughing", "cough", "sneeze", "singing", "scream"),
        ("talking", "speaking", "making a sound"),
        "person",
    ),
    "car": Sounding(("car", "car_horn"), ("honking", "running"), "vehicle"),
    "bus": Sounding(("bus", "truck_bus"), ("driving",), "vehicle"),
    "truck": Sounding(("truck", "truck_bus"), ("driving",), "vehicle"),
    "train": Sounding(("train", "steam_whistle"), ("passing",), "vehicle"),
    "motorcycle": Sounding(("motorcycle",), ("running",), "vehicle"),
    "airplane": Sounding(("airplane",), ("flying", "roaring"), "vehicle"),
    "helicopter": Sounding(("helicopter",), ("flying", "hovering"), "vehicle"),
    "boat": Sounding(("ship_horn", "boat"), ("sounding its horn",), "vehicle"),
    "ambulance": Sounding(("siren",), ("with its siren on", "wailing"), "vehicle"),
    "fire truck": Sounding(("siren", "veh_firetruck"), ("with its siren on",), "vehicle"),
    "police car": Sounding(("siren",), ("with its siren on",), "vehicle"),
    "guitar": Sounding(("guitar", "electric_guitar"), _PLAYED, "instrument"),
    "violin": Sounding(("violin", "strings"), _PLAYED, "instrument"),
    "cello": Sounding(("cello",), _PLAYED, "instrument"),
    "piano": Sounding(("piano",), _PLAYED, "instrument"),
    "flute": Sounding(("flute", "flute_recorder"), _PLAYED, "instrument"),
    "drum": Sounding(("drum", "timpani", "cymbal"), ("being played", "beating"), "instrument"),
    "saxophone": Sounding(("saxophone",), _PLAYED, "instrument"),
    "trumpet": Sounding(("trumpet",), _PLAYED, "instrument"),
    "trombone": Sounding(("trombone",), _PLAYED, "instrument"),
    "tuba": Sounding(("tuba",), _PLAYED, "instrument"),
    "clarinet": Sounding(("clarinet",), _PLAYED, "instrument"),
    "accordion": Sounding(("accordion",), _PLAYED, "instrument"),
    "harp": Sounding(("harp",), _PLAYED, "instrument"),
    "xylophone": Sounding(("xylophone", "marimba", "vibraphone"), _PLAYED, "instrument"),
    "organ": Sounding(("organ",), _PLAYED, "instrument"),
    "sitar": Sounding(("sitar",), _PLAYED, "instrument"),
    "bell": Sounding(("bell", "gong"), ("ringing",), "machine"),
    "clock": Sounding(("clock", "clock_tick"), ("ticking",), "machine"),
    "telephone": Sounding(("phone",), ("ringing",), "machine"),
    "keyboard": Sounding(("typing",), ("being typed on",), "machine"),
    "vacuum cleaner": Sounding(("vacuum_cleaner",), ("running",), "machine"),
    "washing machine": Sounding(("washing_machine",), ("running",), "machine"),
    "sewing machine": Sounding(("sewing_machine",), ("running",), "machine"),
    "chainsaw": Sounding(("chainsaw", "saw_power"), ("running",), "machine"),
    "drill": Sounding(("drill_power_tool",), ("drilling",), "machine"),
    "hammer": Sounding(("hammer",), ("hammering",), "machine"),
    "hair dryer": Sounding(("hair_dryer", "air_blower"), ("blowing",), "machine"),
    "gun": Sounding(("gunshot",), ("firing",), "machine"),
}

# Recordings that belong to nothing on screen.
BACKGROUND = ("rain", "wind", "ocean", "sea_waves", "fire_crackling", "crowd", "thunder")

# Words in a label -> the family it belongs to. The first that fits counts.
_FAMILY_WORDS: dict[str, tuple[str, ...]] = {
    "dog": [
        "dog",
        "puppy",
        "terrier",
        "retriever",
        "spaniel",
        "hound",
        "poodle",
        "shepherd",
        "collie",
        "husky",
        "beagle",
        "bulldog",
        "corgi",
        "dalmatian",
        "schnauzer",
        "pinscher",
        "setter",
        "mastiff",
        "malamute",
        "samoyed",
        "chow",
        "pug",
        "rottweiler",
        "boxer",
        "doberman",
        "chihuahua",
        "pekinese",
        "shih-tzu",
        "papillon",
        "whippet",
        "dachshund",
        "basset",
    ],
    "cat": ("cat", "tabby", "kitten"),
    "wolf": ("wolf", "coyote"),
    "lion": ("lion", "tiger"),
    "rooster": ("rooster", "cock"),
    "chicken": ("hen", "chicken", "turkey"),
    "bird": [
        "bird",
        "finch",
        "robin",
        "jay",
        "magpie",
        "owl",
        "eagle",
        "parrot",
        "macaw",
        "duck",
        "drake",
        "goose",
        "swan",
        "gull",
        "seagull",
        "flamingo",
        "pelican",
        "penguin",
        "heron",
        "crane bird",
        "peacock",
        "sparrow",
        "brambling",
        "junco",
        "bunting",
        "bulbul",
        "chickadee",
        "hummingbird",
        "toucan",
        "crow",
        "pigeon",
        "ostrich",
        "lorikeet",
        "cockatoo",
    ],
    "cow": ("cow", "ox", "bull", "buffalo", "bison", "cattle", "zebu"),
    "sheep": ("sheep", "ram", "lamb"),
    "goat": ("goat", "ibex"),
    "horse": ("horse", "sorrel"),
    "pig": ("pig", "hog", "boar"),
    "elephant": ("elephant",),
    "frog": ("frog",),
    "monkey": ("monkey", "chimpanzee", "chimp", "ape", "gorilla", "macaque", "baboon"),
    "bear": ("bear",),
    "insect": ("fly", "bee", "cricket", "grasshopper", "cicada", "insect", "hornet"),
    "fire truck": ("fire engine", "fire truck"),
    "police car": ("police car", "police van"),
    "ambulance": ("ambulance",),
    "car": ("car", "taxi", "cab", "convertible", "limousine", "jeep", "sports car", "sedan"),
    "bus": ("bus", "trolleybus", "minibus"),
    "truck": ("truck", "tow truck", "moving van"),
    "train": ("train", "locomotive", "streetcar"),
    "motorcycle": ("motorcycle", "moped", "motorbike", "motor scooter", "motorbikes"),
    "airplane": ("airplane", "airliner", "warplane", "plane", "747"),
    "helicopter": ("helicopter",),
    "boat": ("boat", "speedboat", "ship", "liner", "ferry"),
    "guitar": ("guitar", "banjo", "mandolin"),
    "violin": ("violin",),
    "cello": ("cello", "chello", "bass"),
    "piano": ("piano", "clavichord"),
    "flute": ("flute", "recorder"),
    "drum": ("drum", "drums", "bongo", "drumkit"),
    "saxophone": ("saxophone", "sax"),
    "trumpet": ("trumpet", "cornet"),
    "trombone": ("trombone",),
    "tuba": ("tuba", "euphonium"),
    "clarinet": ("clarinet", "oboe", "bassoon"),
    "accordion": ("accordion", "concertina"),
    "harp": ("harp",),
    "xylophone": ("xylophone", "marimba"),
    "organ": ("organ",),
    "sitar": ("sitar",),
    "bell": ("bell", "gong"),
    "clock": ("clock",),
    "telephone": ("telephone", "phone", "cellphone", "smartphone"),
    "keyboard": ("computer keyboard", "typewriter keyboard", "keyboard"),
    "vacuum cleaner": ("vacuum",),
    "washing machine": ("washer", "washing machine"),
    "sewing machine": ("sewing machine",),
    "chainsaw": ("chain saw", "chainsaw"),
    "drill": ("power drill", "drill"),
    "hammer": ("hammer",),
    "hair dryer": ("hand blower", "hair dryer", "hair drier"),
    "gun": ("rifle", "revolver", "gun"),
    "baby": ("baby",),
    "person": ("person",),
}
# Labels whose words mislead: a sea lion does not roar, a drum may be a kind of fish.
_NO_FAMILY = {
    "sea lion", "bear cub", "hot dog", "hotdog", "teddy bear", "polar bear toy", "killer whale",
    "bulletproof vest", "tiger beetle", "tiger shark", "lionfish", "cello case", "horse chestnut",
    "horse cart", "hammerhead", "bullfrog cup", "bird house", "birdhouse", "school bus stop",
    "car wheel", "car mirror", "passenger car", "freight car", "monkey wrench", "bearskin",
    "polecat", "cowboy hat", "cowboy boot", "sombrero", "bass fish", "harp seal", "flute glass",
    "dragonfly", "butterfly", "hippopotamus", "ox cart", "oxcart", "guinea pig", "jellyfish",
    "bicycle-built-for-two", "bell pepper", "bell cote", "mailbox", "fire hydrant", "rooster tail",
    "bow", "crab", "sorrel leaf", "cat bed", "doghouse",
}  # fmt: skip


@cache
def family_of(label: str) -> str | None:
    """The sounding family of a label, by whole words; None for what makes no sound of its own."""
    label = label.lower()
    if label in _NO_FAMILY:
        return None
    padded = f" {label} "
    for family, words in _FAMILY_WORDS.items():
        if any(f" {word} " in padded for word in words):
            return family
    return None


@cache
def names_of(label: str) -> tuple[str, ...]:
    """What an object of this label may be called: the label and its family's common names."""
    label = label.lower().replace("_", " ")
    family = family_of(label)
    common = SYNONYMS.get(family or label, (family,) if family else (label,))
    return (label, *common)


# Families that no training scene shows or lets sound: what they score is what EEMC makes of
# objects it never learned together.
UNSEEN = frozenset({"tuba", "sitar", "xylophone", "lion", "sewing machine"})
