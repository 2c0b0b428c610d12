"""What a folder's class is called in AudioSet: class -> tags, the first being the plain one.

Classes without an entry have no AudioSet tag (a donkey, a monkey, a kettle).
"""

from functools import cache
from pathlib import Path

NAMES = Path(__file__).parent.parent / "names" / "audioset.txt"

_TABLE = """
accordion: Accordion
airplane: Fixed-wing aircraft, airplane | Aircraft | Aircraft engine | Jet engine
alarm: Alarm
applause: Applause | Clapping
baby_cry: Baby cry, infant cry | Crying, sobbing
bagpipe: Bagpipes
banjo: Banjo
bass_guitar: Bass guitar
beatbox: Beatboxing
bell: Bell
bicycle_bell: Bicycle bell
big_cat: Roaring cats (lions, tigers) | Roar
bird: Bird | Bird vocalization, bird call, bird song | Chirp, tweet | Squawk | Pigeon, dove | Coo \
| Crow | Caw | Owl | Hoot | Bird flight, flapping wings
blender: Blender
boat: Boat, Water vehicle | Motorboat, speedboat
bus: Bus
camera: Camera
car: Car
car_horn: Vehicle horn, car horn, honking
car_passing: Car | Car passing by
cat: Cat | Meow | Purr | Caterwaul | Hiss
cello: Cello
chainsaw: Chainsaw
cheering: Cheering
chicken: Chicken, rooster | Fowl | Cluck | Crowing, cock-a-doodle-doo
child_speech: Child speech, kid speaking
children_playing: Children playing
choir: Choir
clapping: Clapping
clarinet: Clarinet
clock: Clock
clock_tick: Tick-tock | Tick
cough: Cough
cow: Cattle, bovinae | Moo
crowd: Crowd
cymbal: Cymbal
didgeridoo: Didgeridoo
distorted_guitar: Electric guitar
dog: Dog | Bark | Yip | Bow-wow | Growling | Howl | Whimper (dog)
doorbell: Doorbell
double_bass: Double bass
drill_power_tool: Drill
drum: Drum
electric_guitar: Electric guitar
electric_shaver: Electric shaver, electric razor
explosion: Explosion
fiddle: Violin, fiddle
fire: Fire
fire_crackling: Fire
fireworks: Fireworks
flute: Flute
flute_recorder: Flute
french_horn: French horn
frog: Frog | Croak
glockenspiel: Glockenspiel
goat: Goat | Bleat
gong: Gong
guitar: Guitar | Acoustic guitar
gunshot: Gunshot, gunfire
hair_dryer: Hair dryer
hammer: Hammer
hammond_organ: Hammond organ
harmonica: Harmonica
harp: Harp
harpsichord: Harpsichord
helicopter: Helicopter
horse: Horse | Neigh, whinny | Clip-clop
insect: Insect
jackhammer: Jackhammer
knock: Knock
koto: Zither
laughing: Laughter
lion: Roaring cats (lions, tigers) | Roar
marimba: Marimba, xylophone
motorcycle: Motorcycle
ocean: Ocean
orchestra: Orchestra
organ: Organ
phone: Telephone
piano: Piano
pig: Pig | Oink
pizzicato: Pizzicato
rain: Rain
rooster: Chicken, rooster | Crowing, cock-a-doodle-doo
saw: Sawing
saw_power: Sawing
saxophone: Saxophone
scissors: Scissors
scream: Screaming
sea_waves: Waves, surf
sewing_machine: Sewing machine
sheep: Sheep | Bleat | Goat
ship_horn: Foghorn
singing: Singing
siren: Siren
sitar: Sitar
sneeze: Sneeze
snoring: Snoring
speech: Speech
steam_whistle: Steam whistle
steel_drum: Steelpan
steel_string_guitar: Acoustic guitar
strings: String section
strings_pizzicato: Pizzicato
tenor_saxophone: Saxophone
thunder: Thunder
timpani: Timpani
toilet: Toilet flush
traffic_road: Traffic noise, roadway noise
train: Train
tram: Rail transport | Train | Railroad car, train wagon | Subway, metro, underground \
| Train wheels squealing
trombone: Trombone
truck: Truck
trumpet: Trumpet
tubular_bells: Tubular bells
typing: Typing
vacuum_cleaner: Vacuum cleaner
veh_firetruck: Fire engine, fire truck (siren)
vibraphone: Vibraphone
violin: Violin, fiddle
whistling: Whistling
wind: Wind
wolf: Howl | Canidae, dogs, wolves
xylophone: Marimba, xylophone
"""


def tag_names() -> list[str]:
    """AudioSet's 521 display names in the order of `sound_tags`."""
    return NAMES.read_text().splitlines()


@cache
def tags_of(name: str) -> tuple[int, ...]:
    """Indices of the tags of a folder's class, the plain one first; empty when it has none."""
    index = {tag: position for position, tag in enumerate(tag_names())}
    for line in _TABLE.strip().splitlines():
        key, _, tags = line.partition(": ")
        if key == name:
            return tuple(index[tag.strip()] for tag in tags.split("|"))
    return ()
