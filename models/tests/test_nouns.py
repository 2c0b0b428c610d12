from earmark.names.nouns import the_nouns
from earmark.names.plural import plural_of, with_article
from earmark.names.wordnet import WordNet

NOUNS = the_nouns()
COCO = """person,bicycle,car,motorcycle,airplane,bus,train,truck,boat,traffic light,fire hydrant
stop sign,parking meter,bench,bird,cat,dog,horse,sheep,cow,elephant,bear,zebra,giraffe,backpack
umbrella,handbag,tie,suitcase,frisbee,skis,snowboard,sports ball,kite,baseball bat,baseball glove
skateboard,surfboard,tennis racket,bottle,wine glass,cup,fork,knife,spoon,bowl,banana,apple,sandwich
orange,broccoli,carrot,hot dog,pizza,donut,cake,chair,couch,potted plant,bed,dining table,toilet,tv
laptop,mouse,remote,keyboard,cell phone,microwave,oven,toaster,sink,refrigerator,book,clock,vase
scissors,teddy bear,hair drier,toothbrush"""


def test_every_coco_name_is_a_noun():
    names = COCO.replace("\n", ",").split(",")
    assert len(names) == 80
    assert all(NOUNS.canonical(name) for name in names)


def test_kinds_that_people_ask_for():
    for noun, kind in (
        ("dog", "animal"),
        ("dalmatian", "dog"),
        ("dalmatian", "animal"),
        ("violin", "instrument"),
        ("handpan", "percussion instrument"),
        ("bus", "vehicle"),
        ("couch", "furniture"),
        ("banana", "fruit"),
        ("woman", "person"),
        ("hammer", "tool"),
    ):
        assert NOUNS.is_kind(noun, kind), (noun, kind)
    for noun, kind in (
        ("hot dog", "dog"),
        ("teddy bear", "animal"),
        ("car", "container"),
        ("person", "animal"),
        ("cat", "big cat"),
        ("calculator", "person"),
    ):
        assert not NOUNS.is_kind(noun, kind), (noun, kind)


def test_no_noun_is_a_kind_of_itself_and_kinds_are_nouns():
    for noun, n in NOUNS.nouns.items():
        assert noun not in n.kinds
        assert all(kind in NOUNS.nouns for kind in n.kinds)


def test_labels_of_other_lists():
    assert NOUNS.canonical("Dining table") == "table"
    assert NOUNS.canonical("sports_ball") == "ball"
    assert NOUNS.canonical("Human face") is None
    assert NOUNS.canonical("no such thing") is None


def test_plurals_and_articles():
    assert [plural_of(w) for w in ("bus", "baby", "woman", "sheep", "wine glass", "knife")] == [
        *("buses", "babies", "women", "sheep", "wine glasses", "knives")
    ]
    assert plural_of("human") == "humans"
    assert with_article("umbrella") == "an umbrella"
    assert with_article("unicycle") == "a unicycle"
    assert with_article("scissors") == "scissors"
    assert with_article("furniture") == "furniture"


def test_wordnet_files_are_read(tmp_path):
    (tmp_path / "data.noun").write_text(
        "  1 licence\n"
        "00000100 03 n 01 animal 0 000 | a living thing\n"
        "00000200 05 n 02 dog 0 domestic_dog 0 001 @ 00000100 n 0000 | barks\n"
    )
    (tmp_path / "index.noun").write_text(
        "  1 licence\ndog n 1 1 @ 1 1 00000200\ndomestic_dog n 1 1 @ 1 0 00000200\n"
    )
    wordnet = WordNet(tmp_path)
    assert wordnet.senses["domestic dog"] == ["00000200"]
    assert wordnet.ancestor_words("00000200") == ["animal"]
