"""Photos without names: rooms, streets, people, nature."""

from earmark.data.sources.registry import Source

SOURCES = [
    Source(
        "boxes673",
        "DineshRamachandran14/data",
        "598a5ba085",
        "none stated",
        r"coco/",
        "people, boats, apples, birds, bicycles",
    ),
    Source(
        "rooms",
        "emanhamed/Houses-dataset",
        "5e14821950",
        "none stated",
        r"Houses Dataset/.*(kitchen|bedroom|bathroom|frontal)",
        "kitchens, bedrooms, bathrooms, house fronts",
        limit=700,
    ),
    Source(
        "clothing",
        "bearpaw/clothing-co-parsing",
        "fe34fb7772",
        "Apache-2.0",
        r"photos/",
        "people in the street, their clothes",
        limit=400,
    ),
    Source(
        "bsds",
        "BIDS/BSDS500",
        "a04b7c6c3a",
        "none stated",
        r"BSDS500/data/images",
        "natural photos",
    ),
]
