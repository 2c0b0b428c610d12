"""What objects sound like, and what is said of that."""

from dataclasses import dataclass


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

# Families that no training scene lets sound: what they score is what the model makes of objects
# whose sound it never learned.
UNSEEN = frozenset({"tuba", "sitar", "xylophone", "lion", "sewing machine"})
