"""What people call things, where word lists and WordNet do not say it: by hand."""

# Label of a detector or data set -> canonical noun. A label without a line is its own noun.
CANONICAL = {
    old.strip(): noun.strip()
    for noun, labels in (line.split(":") for line in """
television: tv
potted plant: houseplant, pot plant
table: dining table, kitchen & dining room table
ball: sports ball
remote control: remote
phone: cell phone, cellphone, mobile phone, telephone, cellular telephone, corded phone, dial telephone, ipod, pay-phone
hair dryer: hair drier, hand blower
donut: doughnut
couch: sofa, daybed, studio couch, sofa bed, loveseat
airplane: airliner, plane
refrigerator: fridge
motorcycle: motorbikes, motorbike
frisbee: flying disc
cow: cattle, bull, ox
keyboard: computer keyboard, typewriter keyboard
mouse: computer mouse
baseball bat: baseball bat
tennis racket: racket
microwave: microwave oven
bag: luggage and bags
cup: coffee cup
mug: coffee mug
drill: drill (tool), power drill
organ: organ (musical instrument)
jaguar: jaguar (animal)
pitcher: pitcher (container)
egg: egg (food)
nail: nail (construction)
squash: squash (plant), spaghetti squash, acorn squash, butternut squash
volleyball: volleyball (ball)
ratchet: ratchet (device)
lavender: lavender (plant)
musical keyboard: musical keyboard
instrument: musical instrument
dresser: chest of drawers, chiffonier
cabinet: cabinetry, cupboard, china cabinet, bathroom cabinet, closet, medicine chest
sunglasses: sunglass
license plate: vehicle registration plate
traffic sign: street sign
trash can: waste container, ashcan
soda can: tin can
palm tree: palm tree
life jacket: personal flotation device
moth: moths and butterflies
stingray: rays and skates
asparagus: garden asparagus
fig: common fig
sunflower: common sunflower
paper towel: toilet paper, toilet tissue
flowerpot: pot flower
washing machine: washer
vacuum cleaner: vacuum, vacuum-cleaner
saxophone: sax
piano: grand piano, upright, clavichord, harpsichord
cello: chello
maracas: maraca, casaba
xylophone: marimba
bongos: bongo
drum kit: drums, drum set
bookcase: bookshelf
billiard table: pool table
curtain: curtains
skis: ski
acoustic guitar: acoustic guitar
clock: analog clock
computer: desktop computer
monitor: computer monitor, screen
socket: power plugs and sockets
faucet: tap
speaker: loudspeaker
wolf: timber wolf, white wolf, red wolf
water buffalo: water buffalo
boar: wild boar, hog
rooster: cock
chicken: hen
duck: drake
cat: tabby, tiger cat, egyptian cat
horse: sorrel, barbless
monkey: macaque, guenon, patas, baboon, langur, colobus, proboscis monkey, marmoset, capuchin, howler monkey, titi, spider monkey, squirrel monkey, rhesus monkey, rhesus
elephant: indian elephant, african elephant, tusker
bear: american black bear, brown bear, sloth bear
panda: giant panda
red panda: lesser panda
truck: trailer truck, moving van
train: passenger car, freight car, bullet train, electric locomotive, steam locomotive
taxi: cab
police car: police van
fire truck: fire engine
tram: streetcar
bicycle: mountain bike, bicycle-built-for-two, bike
scooter: motor scooter, moped
hamburger: cheeseburger
hot dog: hotdog
corn: ear
apple: granny smith
cabbage: head cabbage
baguette: french loaf
popsicle: ice lolly
cathedral: church
eyeglasses: glasses
stool: stool
trousers: pants
jeans: jean
camera: reflex camera, polaroid camera
stove: gas stove, wood-burning stove
sink: washbasin
bucket: tub
pick: pick
plum: plum
chainsaw: chain saw
golf cart: golfcart
hand-held computer: hand-held computer
man: groom
baseball player: ballplayer
drumstick: drumstick
chair: windsor chair, folding chair
turtle: loggerhead, leatherback turtle, mud turtle, terrapin, box turtle, sea turtle, tortoise
shark: great white shark, tiger shark, hammerhead
frog: bullfrog, tree frog, tailed frog
crocodile: african crocodile, american alligator
seal: harbor seal
camel: arabian camel
airship: airship, blimp
fish: tench, coho, barracouta, rock beauty, anemone fish, sturgeon, gar
snake: thunder snake, ringneck snake, hognose snake, green snake, king snake, garter snake, water snake, vine snake, night snake, boa constrictor, rock python, indian cobra, green mamba, sea snake, horned viper, diamondback, sidewinder
lizard: banded gecko, common iguana, american chameleon, whiptail, agama, frilled lizard, alligator lizard, gila monster, green lizard, african chameleon, komodo dragon
spider: harvestman, black and gold garden spider, barn spider, garden spider, black widow, tarantula, wolf spider
crab: dungeness crab, rock crab, fiddler crab, king crab, hermit crab
lobster: american lobster, spiny lobster
mushroom: agaric, gyromitra, stinkhorn, earthstar, hen-of-the-woods, bolete
bird: brambling, goldfinch, house finch, junco, indigo bunting, bulbul, jay, water ouzel, black grouse, ptarmigan, ruffed grouse, prairie chicken, quail, partridge, coucal, bee eater, jacamar, limpkin, european gallinule, american coot, bustard, ruddy turnstone, red-backed sandpiper, redshank, dowitcher, bittern, oystercatcher, blue jay
heron: little blue heron, american egret
stork: white stork, black stork
owl: great grey owl
eagle: bald eagle
parrot: african grey, macaw, sulphur-crested cockatoo, lorikeet
penguin: king penguin
whale: grey whale
orca: killer whale
swan: black swan
fox: red fox, kit fox, grey fox
ukulele: ukulele
baby: baby
phone: ipod
glass: beer glass
bottle: pop bottle, pill bottle, water bottle, beer bottle
wine bottle: red wine
boots: boot, cowboy boot
shoe: running shoe, loafer, clog, shoes
sandal: sandal
ruler: rule, slide rule
teddy bear: teddy
tent: mountain tent
bus: minibus
pencil case: pencil box
parachute: parachute
butterfly: monarch, ringlet, cabbage butterfly, sulphur butterfly, lycaenid, admiral
beetle: tiger beetle, ground beetle, long-horned beetle, leaf beetle, dung beetle, rhinoceros beetle
handgun: revolver
gun: rifle, assault rifle, shotgun, handgun, revolver
vase: vase
punching bag: punching bag
pot: caldron, crock pot, dutch oven, hot pot, slow cooker, pressure cooker
coffee maker: coffeemaker, espresso maker
scale: scale
fan: electric fan, mechanical fan, ceiling fan
telephone booth: telephone booth
swimsuit: swimwear, bikini, maillot, swimming trunks
bra: brassiere
doll: doll
jug: water jug, whiskey jug
lighter: lighter
strawberry: strawberry
cockroach: cockroach
dough: dough
sculpture: bronze sculpture, bust
watch: digital watch
ambulance: ambulance
armored vehicle: tank
spatula: spatula
toad: toad
pickup truck: pickup
racing car: racer
van: minivan, beach wagon, recreational vehicle
house: mobile home
spoon: wooden spoon
knife: kitchen knife, cleaver, letter opener
axe: hatchet
wrench: adjustable wrench, wrenches
pliers: plier, pliers
tape measure: measuring tape, tape measure
hammer: hammers
screwdriver: screwdrivers
shovel: shovels
saw: handsaw, saws
bagpipe: bagpipes
dolphin: beluga
cd player: cd player, tape player, cassette player, cassette deck
clouds: clouds
candle: candles
bowl: soup bowl, mixing bowl
tripod: tripod
basket: picnic basket, hamper, shopping basket
bell: chime
mailbox: mailbox
lamp: table lamp
polar bear: ice bear
grape: grapes
key: keys
book: comic book, book jacket
""".strip().splitlines())
    for old in labels.split(",")
}  # fmt: skip

# Canonical noun -> what else it is called.
SYNONYMS = {
    noun.strip(): tuple(w.strip() for w in words.split(","))
    for noun, words in (line.split(":") for line in """
person: human, human being
man: guy, male, gentleman
woman: lady, female
boy: young boy, male child
girl: young girl, female child
baby: infant, newborn
child: kid, youngster
airplane: plane, aeroplane
bicycle: bike, cycle
motorcycle: motorbike
scooter: moped
car: automobile, auto
taxi: cab
truck: lorry
bus: coach
tram: streetcar
fire truck: fire engine
couch: sofa
television: tv, tv set
refrigerator: fridge
cup: cup
mug: coffee mug
phone: telephone, cell phone, mobile phone, cellphone
remote control: remote, tv remote
mouse: computer mouse
keyboard: computer keyboard
laptop: laptop computer, notebook computer
computer: desktop computer, pc
monitor: computer monitor, computer screen
hair dryer: hairdryer, blow dryer
donut: doughnut
dog: hound
cat: kitty
cow: cattle
horse: steed
pig: swine
rooster: cock
chicken: hen
rabbit: bunny
donkey: ass
potted plant: houseplant
table: dining table
desk: writing desk
plant: plant
teddy bear: stuffed bear, toy bear
suitcase: luggage
handbag: purse
trash can: garbage can, bin
faucet: tap
stove: cooker
frisbee: flying disc
soccer ball: football
trousers: pants
eyeglasses: glasses, spectacles
sunglasses: shades
sneaker: trainer
saxophone: sax
violin: fiddle
harmonica: mouth organ
bagpipe: bagpipes
drum kit: drum set, drums
cello: violoncello
musical keyboard: synthesizer
hamburger: burger
french fries: fries, chips
popsicle: ice lolly
corn: maize
helicopter: chopper
airship: blimp
gun: firearm
camera: photo camera
speaker: loudspeaker
wheelchair: wheelchair
vacuum cleaner: hoover
washing machine: washer
lawn mower: mower
flashlight: torch
wrench: spanner
axe: hatchet
eraser: rubber
stroller: pram
orca: killer whale
hippopotamus: hippo
rhinoceros: rhino
chimpanzee: chimp
crocodile: alligator
dress: gown
dresser: chest of drawers
lamp: light
skateboard: skateboard
umbrella: parasol
rug: carpet
curtain: drape
mobile phone: cellphone
boat: vessel
ship: vessel
swimsuit: bathing suit
sweater: pullover
fan: electric fan, mechanical fan, ceiling fan
bookcase: bookshelf
nightstand: bedside table
pot: cooking pot
frying pan: pan, skillet
tin can: can
soda can: can
chainsaw: chain saw
police car: cop car
""".strip().splitlines())
}  # fmt: skip
SYNONYMS = {n: tuple(w for w in words if w != n) for n, words in SYNONYMS.items()}

# Labels that name no instance one would ask for by itself, or nothing that can be outlined.
UNUSED = frozenset(
    w.strip()
    for w in """
auto part, baked goods, bathroom accessory, carnivore, clothing, cosmetics, dairy product, face powder, fashion accessory, fast food,
footwear, hiking equipment, human arm, human beard, human body, human ear, human eye, human face, human foot,
human hair, human hand, human head, human leg, human mouth, human nose, invertebrate, kitchen utensil, land vehicle, mammal,
marine invertebrates, marine mammal, medical equipment, office supplies, personal care, plumbing fixture, porch, seafood, shellfish,
snack, dessert, convenience store, sports uniform, tableware, kitchenware, kitchen appliance, bowling equipment, cooking spray, hair spray, jacuzzi,
crane, cardigan, amphibian, maillot, band aid, band-aid, bat (animal), wheel, bicycle wheel, tire, car wheel, window blind, balance beam, horizontal bar, sports equipment, light switch, door handle, countertop,
web site, velvet, wool, brass, stage, alp, cliff, valley, seashore, lakeside, sandbar, promontory, volcano, geyser, coral reef, bubble,
breakwater, dam, dock, pier, patio, bakery, barbershop, bookshop, butcher shop, shoe shop, tobacco shop, toyshop, grocery store,
confectionery, restaurant, cinema, home theater, library, prison, monastery, palace, planetarium, greenhouse, lumbermill, cliff dwelling,
stone wall, tile roof, thatch, vault, viaduct, chainlink fence, picket fence, worm fence, chain, coil, knot, maze, wing, wreck, screen, window screen, window shade,
hay, menu, space bar, hard disc, disk brake, oil filter, grille, odometer, car mirror, seat belt, muzzle, velvet, velour, nipple,
hip, buckeye, rapeseed, cardoon, consomme, eggnog, espresso, chocolate sauce, potpie, trifle, meat loaf, carbonara, hook, pole, reel, switch, slot, spindle, swab, packet,
trilobite, flatworm, nematode, chiton, sea cucumber, brain coral, isopod, sea anemone, coral fungus, academic gown, pedestal, plate rack, half track, monitor screen,
crossword puzzle, jigsaw puzzle, radio telescope, solar dish, steel arch bridge, suspension bridge, triumphal arch, megalith, obelisk, maypole, dome, bell cote, theater curtain, lens cap, bottlecap, mailbag, bow,
cornet, brass instrument, drilling platform, liner, projectile, scabbard, holster, cuirass, breastplate, bulletproof vest, chain mail, hoopskirt, overskirt, feather boa, stole, knee pad, neck brace,
turnstile, bannister, shoji, sliding door, barber chair, entertainment center, four-poster, guillotine, dishrag, pick, file, loupe, thresher, harvester, plow, horse cart, oxcart, jinrikisha, hair slide, modem, oscilloscope, potter's wheel, rotisserie, manhole cover,
""".replace("\n", " ").split(",")
    if w.strip()
)  # fmt: skip

# Nouns that no label has but people and clips do.
EXTRA = (
    "child", "baby", "ukulele", "pipa", "tabla", "handpan", "guzheng", "erhu", "double bass", "bass guitar",
    "electric guitar", "tambourine", "bell", "gong", "wolf", "donkey", "lawn mower", "razor", "vacuum cleaner",
    "chainsaw", "fire truck", "police car", "ambulance", "tractor", "clock", "ship", "boots",
    "shoe", "guitar", "rug", "stroller", "sweater", "t-shirt", "drumstick",
    "mandolin", "lute", "cymbal", "bongos", "recorder", "pan flute", "synthesizer", "baseball player", "singer", "musician", "player",
    "toad", "saw", "wrench", "pliers", "tape measure", "fan", "soda can", "gun", "dolphin", "basket",
)  # fmt: skip

# Noun -> a word that the right sense must be a kind of.
SENSE = {
    noun.strip(): word
    for word, nouns in (line.split(":") for line in """
animal: dolphin, turkey, mouse animal, jaguar, bat animal, kite bird, seal, cock, fox, boxer, chicken, fly, cricket, duck, goose, ram, zebra, rooster, monkey, dog, cat, pig, bear, wolf, tick, mule, worm, penguin, robin, jay, magpie, ostrich, lynx, cougar, lion, tiger, rabbit, llama, bird, fish, lobster, oyster, shrimp, squid, snail, snake, spider, starfish, whale, woodpecker, horse, cow, sheep, goat, elephant, hamster, otter, skunk, beaver, badger, boar, shark, eel, crab, turtle, chow, pug, dalmatian, malinois, kelpie, briard, clumber, basset, pembroke, cardigan dog, redbone, bluetick, collie, weimaraner, newfoundland, leonberg, affenpinscher, owl, eagle, vulture, stork, heron, canary
food: hot dog, orange, pretzel, apple, banana, bread, carrot, cake, donut, egg, pear, peach, lemon, mango, grape, tart, waffle, coconut, radish, squash, potato, tomato, taco, sandwich, cheese, candy, cookie, pasta, pizza, popcorn, milk, ice cream, cream, salad, cabbage, cucumber, mushroom, bagel, artichoke, cauliflower, bell pepper, baguette, popsicle, hamburger, corn, fig, pineapple, strawberry, pomegranate, broccoli, burrito, zucchini, winter melon, mashed potato, guacamole, dough, french fries, cantaloupe, grapefruit, watermelon, pumpkin, asparagus
beverage: tea, coffee, wine, beer, juice, cocktail, drink, red wine
furniture: table, chair, bench, couch, bed, desk, stool, cabinet, dresser, lamp, wardrobe, bookcase, cradle, crib
vehicle: schooner, scooter, yawl
artifact: bat, cup, keyboard, mouse, kite, tie, drill, organ, crane, bow, remote control, oven, sink, bowl, phone, skis, ski, tank, plate, glass, scale, fork, hammer, nail, cannon, drum, harp, fan, ruler, iron, safe, screw, shield, torch, whistle, tray, tripod, pot, plane, saw, racket, watch, ball, barrel, bomb, box, chest, computer, crown, curtain, dagger, flag, frisbee, jug, picture frame, pitcher, razor, pen, mask, mortar, muzzle, punch, puck, purse, quilt, radio, spatula, stove, sword, trombone, truck, train, tub, swing, umbrella, van, vase, wok, bucket, balloon, wallet, dumbbell, stretcher, recorder, jersey, cloak, dishwasher, refrigerator, toaster, washing machine, mixer, speaker, monitor, printer, projector, loudspeaker, boat, gondola, drums, horn, lighter, clog, cup, bass guitar, viola, violin
person: man, woman, boy, girl, child, baby, person, player, singer, musician, baseball player, scuba diver
""".strip().splitlines())
    for noun in (n for n in nouns.split(","))
}  # fmt: skip

# Words that people use for many kinds of things, found among WordNet's ancestors -> as said.
KIND_WORDS = {
    "animal": "animal", "dog": "dog", "bird": "bird", "fish": "fish", "insect": "insect", "reptile": "reptile",
    "snake": "snake", "lizard": "lizard", "spider": "spider", "monkey": "monkey", "ape": "ape", "bear": "bear", "cat": "cat",
    "vehicle": "vehicle", "car": "car", "truck": "truck", "boat": "boat", "ship": "ship", "aircraft": "aircraft", "watercraft": "watercraft", "airplane": "airplane",
    "bus": "bus", "train": "train", "furniture": "furniture", "chair": "chair", "table": "table", "seat": "seat", "lamp": "lamp", "cabinet": "cabinet",
    "musical instrument": "instrument", "stringed instrument": "string instrument", "wind instrument": "wind instrument",
    "percussion instrument": "percussion instrument", "keyboard instrument": "keyboard instrument", "drum": "drum", "guitar": "guitar", "brass": "brass instrument",
    "piano": "piano", "hand tool": "tool", "tool": "tool", "power tool": "power tool", "food": "food", "edible fruit": "fruit", "vegetable": "vegetable",
    "beverage": "drink", "dessert": "dessert", "bread": "bread", "clothing": "clothing", "footwear": "footwear", "headdress": "headwear", "hat": "hat", "shoe": "shoe",
    "person": "person", "container": "container", "bottle": "bottle", "bag": "bag", "box": "box", "weapon": "weapon", "gun": "gun", "toy": "toy",
    "building": "building", "plant": "plant", "flower": "flower", "tree": "tree", "machine": "machine", "home appliance": "appliance", "kitchen appliance": "appliance",
    "white goods": "appliance", "ball": "ball", "kitchen utensil": "kitchen utensil", "clock": "clock", "telephone": "phone",
    "computer": "computer", "electronic equipment": "electronic device", "sports equipment": "sports equipment", "knife": "knife", "saw": "saw",
}  # fmt: skip

# Kinds that WordNet gives and nobody would say, or lacks: noun -> kinds to take away / to add.
NOT_KINDS = {
    "vehicle": ("container", "machine", "sports equipment"),
    "instrument": ("machine", "container", "toy"),
    "animal": ("food", "person", "toy"),
    "big cat": ("cat",),
    "toy": ("bear", "animal"),
    "piece of cutlery": ("tool", "container"),
    "weapon": ("instrument", "kitchen utensil", "tool", "piece of cutlery"),
    "lamp": ("furniture",),
    "accessory": ("aircraft",),
    "bag": ("person",),
    "person": ("animal", "food"),
    "furniture": ("container",),
    "food": ("plant", "container", "tree", "animal", "toy"),
    "clothing": ("container", "tool"),
    "building": ("container",),
    "plant": ("food", "person"),
}
MORE_KINDS = {
    noun.strip(): tuple(k.strip() for k in kinds.split(","))
    for noun, kinds in (line.split(":") for line in """
ball: sports equipment, toy
frisbee: sports equipment, toy
kite: toy
skateboard: sports equipment
snowboard: sports equipment
surfboard: sports equipment
skis: sports equipment
ski: sports equipment
baseball bat: sports equipment
baseball glove: sports equipment
tennis racket: sports equipment
teddy bear: toy
doll: toy
laptop: computer, electronic device
keyboard: electronic device
mouse: electronic device
remote control: electronic device
television: electronic device, screen
monitor: electronic device, screen
phone: electronic device
camera: electronic device
speaker: electronic device
microwave: appliance
oven: appliance
toaster: appliance
refrigerator: appliance
hair dryer: appliance
washing machine: appliance, machine
vacuum cleaner: appliance, machine
fan: appliance
blender: appliance
kettle: appliance
coffee maker: appliance
dishwasher: appliance
fork: piece of cutlery, kitchen utensil
knife: piece of cutlery, kitchen utensil
spoon: piece of cutlery, kitchen utensil
cup: container
mug: cup, container
bowl: container
wine glass: glass, container
glass: container
bottle: container
vase: container
backpack: bag
handbag: bag
suitcase: bag
briefcase: bag
potted plant: plant
bed: furniture
bench: furniture, seat
couch: furniture, seat
chair: furniture, seat
stool: furniture, seat
table: furniture
desk: furniture
bookcase: furniture
nightstand: furniture
dresser: furniture
wardrobe: furniture
shelf: furniture
cabinet: furniture
coffee table: table, furniture
infant bed: bed, furniture
billiard table: table, furniture
hot dog: food
donut: food, dessert
cake: food, dessert
pizza: food
sandwich: food
carrot: food, vegetable
broccoli: food, vegetable
apple: food, fruit
orange: food, fruit
banana: food, fruit
fruit: food
vegetable: food
drink: food
fast food: food
bus: vehicle
truck: vehicle
train: vehicle
boat: vehicle
airplane: vehicle, aircraft
helicopter: vehicle, aircraft
bicycle: vehicle
motorcycle: vehicle
tram: vehicle
van: vehicle
taxi: car, vehicle
limousine: car, vehicle
police car: car, vehicle
ambulance: vehicle
fire truck: truck, vehicle
jeep: car, vehicle
pickup truck: truck, vehicle
golf cart: vehicle
snowmobile: vehicle
tractor: vehicle
canoe: boat, vehicle
gondola: boat, vehicle
barge: boat, vehicle
man: adult, person
woman: adult, person
boy: child, person
girl: child, person
baby: child, person
child: person
calculator: electronic device
iron: appliance
glove: clothing
peacock: bird, animal
jackfruit: fruit, food
octopus: animal
jet ski: vehicle
juice: drink, food
onion: vegetable, food
baseball: ball, sports equipment
paper cutter: tool
synthesizer: instrument, keyboard instrument
lion: big cat, animal
tiger: big cat, animal
leopard: big cat, animal
snow leopard: big cat, animal
cheetah: big cat, animal
jaguar: big cat, animal
cougar: cat, animal
alpaca: animal
corn: vegetable, food
coconut: fruit, food
cupboard: furniture
adult: person
player: person
singer: person
musician: person
baseball player: player, person
scuba diver: person
accordion: instrument, keyboard instrument
piano: instrument, keyboard instrument
organ: instrument, keyboard instrument
musical keyboard: instrument, keyboard instrument
violin: instrument, string instrument
viola: instrument, string instrument
cello: instrument, string instrument
double bass: instrument, string instrument
guitar: instrument, string instrument
acoustic guitar: guitar, instrument, string instrument
electric guitar: guitar, instrument, string instrument
bass guitar: guitar, instrument, string instrument
banjo: instrument, string instrument
mandolin: instrument, string instrument
ukulele: instrument, string instrument
lute: instrument, string instrument
sitar: instrument, string instrument
pipa: instrument, string instrument
guzheng: instrument, string instrument
erhu: instrument, string instrument
harp: instrument, string instrument
dulcimer: instrument, string instrument
drum: instrument, percussion instrument
drum kit: drum, instrument, percussion instrument
bongos: drum, instrument, percussion instrument
steel drum: drum, instrument, percussion instrument
tabla: drum, instrument, percussion instrument
handpan: drum, instrument, percussion instrument
tambourine: instrument, percussion instrument
maracas: instrument, percussion instrument
castanets: instrument, percussion instrument
guiro: instrument, percussion instrument
xylophone: instrument, percussion instrument
cymbal: instrument, percussion instrument
gong: instrument, percussion instrument
flute: instrument, wind instrument
clarinet: instrument, wind instrument
oboe: instrument, wind instrument
bassoon: instrument, wind instrument
recorder: instrument, wind instrument
saxophone: instrument, wind instrument
trumpet: instrument, wind instrument, brass instrument
trombone: instrument, wind instrument, brass instrument
tuba: instrument, wind instrument, brass instrument
euphonium: instrument, wind instrument, brass instrument
french horn: instrument, wind instrument, brass instrument
alphorn: instrument, wind instrument
bagpipe: instrument, wind instrument
didgeridoo: instrument, wind instrument
harmonica: instrument, wind instrument
ocarina: instrument, wind instrument
concertina: instrument
hammer: tool
drill: tool, power tool, machine
chainsaw: tool, power tool, machine
screwdriver: tool
wrench: tool
pliers: tool
saw: tool
axe: tool
shovel: tool
tape measure: tool
ratchet: tool
chisel: tool
scissors: tool
lawn mower: machine, tool
sewing machine: machine
razor: tool
printer: machine, electronic device
rooster: bird, animal
chicken: bird, animal
duck: bird, animal
turkey: bird, animal
fox: animal
gun: weapon
tie: clothing
hat: clothing, headwear
cowboy hat: hat, clothing, headwear
sun hat: hat, clothing, headwear
shirt: clothing
t-shirt: shirt, clothing
jacket: clothing
dress: clothing
suit: clothing
skirt: clothing
trousers: clothing
jeans: trousers, clothing
shorts: clothing
sweater: clothing
coat: clothing
shoe: footwear, clothing
boots: footwear, clothing
sandal: footwear, clothing
high heels: footwear, clothing
helmet: headwear
sunglasses: eyewear
eyeglasses: eyewear
traffic light: sign
stop sign: sign
traffic sign: sign
rose: flower, plant
lily: flower, plant
daisy: flower, plant
sunflower: flower, plant
flower: plant
tree: plant
palm tree: tree, plant
christmas tree: tree
""".strip().splitlines())
}  # fmt: skip

# Nouns of one another that teachers and people mistake: one that is there is perhaps the other.
CONFUSED = tuple(
    frozenset(w.strip() for w in line.split(","))
    for line in """
car, van, truck, bus, taxi, limousine, jeep, pickup truck, police car, ambulance, vehicle, sports car, convertible, racing car, model t
truck, fire truck, garbage truck, tow truck, bus, tank, van, train
train, tram, bus, trolleybus
boat, ship, canoe, barge, gondola, submarine, yawl, schooner, speedboat, kayak, jet ski, surfboard, watercraft, sailboat, catamaran
motorcycle, bicycle, scooter, tricycle
airplane, helicopter, missile, rocket, kite, parachute, airship, warplane
sheep, goat, dog, cow, lamb, ram, ibex, bighorn, alpaca, llama
cow, horse, water buffalo, bison, ox, bull, donkey, mule, antelope, deer, moose, goat
horse, donkey, mule, zebra, camel, deer, llama, alpaca
dog, wolf, fox, coyote, dingo, hyena, jackal
cat, dog, lynx, fox, raccoon, rabbit
lion, tiger, leopard, cheetah, jaguar, lynx, cat, cougar
bird, duck, goose, swan, chicken, rooster, turkey, eagle, parrot, crow, raven, sparrow, penguin, ostrich, heron, stork, flamingo, pelican, vulture, peacock, owl, hawk, magpie, woodpecker, kite bird
bear, panda, polar bear, dog, red panda, teddy bear, koala
monkey, ape, chimpanzee, gorilla, orangutan, gibbon, bear
seal, sea lion, otter, dolphin, whale, beaver, walrus, shark, orca, fish
mouse animal, hamster, squirrel, rabbit, guinea pig, hedgehog, rat
lizard, snake, crocodile, reptile, frog, turtle, newt, salamander
couch, chair, bench, bed, armchair, stool, seat, furniture, rocking chair, pillow, throne
table, desk, coffee table, nightstand, cabinet, dresser, shelf, countertop, bookcase, bench, billiard table
cabinet, dresser, wardrobe, refrigerator, shelf, bookcase, drawer, door, nightstand, desk, oven, filing cabinet
television, monitor, laptop, computer, tablet computer, picture frame, screen, mirror, window, whiteboard, poster, billboard
phone, remote control, camera, calculator, wallet, tablet computer, hand-held computer
cup, mug, glass, wine glass, bowl, vase, bottle, jug, pitcher, teapot, kettle, coffee, tea, can, soda can, beaker, measuring cup, drink, juice, beer, milk, cocktail, wine, goblet, saucer, flowerpot, pot, candle, bucket
plate, bowl, platter, saucer, frisbee, serving tray, tray, wok, frying pan, pot
bottle, wine bottle, wine, beer, perfume, soap dispenser, lotion, cocktail shaker, drink
knife, fork, spoon, spatula, chopsticks, ladle, whisk, scissors, sword, dagger, toothbrush, pen, screwdriver
bag, handbag, backpack, suitcase, briefcase, plastic bag, box, purse, wallet, basket
box, suitcase, container, book, drawer, crate, carton, chest
book, notebook, laptop, envelope, box, tablet computer, binder, paper
microwave, oven, toaster, stove, refrigerator, dishwasher, washing machine, appliance, heater, radiator, fireplace
sink, toilet, bidet, bathtub, bowl, faucet
toilet, bidet, chair
potted plant, plant, flower, flowerpot, vase, tree, rose, palm tree, leaf
ball, soccer ball, volleyball, tennis ball, golf ball, basketball, baseball, balloon, rugby ball, cricket ball, croquet ball, ping-pong ball, orange, apple, football, bowling ball
apple, orange, peach, pear, tomato, lemon, grapefruit, pomegranate, mango, fruit, plum
banana, squash, cucumber, zucchini, carrot, hot dog, corn
hot dog, sandwich, hamburger, submarine sandwich, burrito, taco, bread, baguette, croissant, pizza, food, pancake, pastry
cake, donut, bread, cookie, muffin, pastry, dessert, bagel, pizza, pancake, waffle, tart, ice cream, food, cheese
broccoli, salad, vegetable, cabbage, cauliflower, plant, artichoke, asparagus
skateboard, snowboard, surfboard, skis, ski, scooter, roller skates, paddle
tennis racket, baseball bat, table tennis racket, paddle
hat, helmet, cowboy hat, sun hat, fedora, sombrero, swim cap, bicycle helmet, football helmet, crash helmet, cap, crown, headwear
shirt, jacket, suit, coat, dress, t-shirt, sweater, swimsuit, skirt, miniskirt, shorts, jeans, trousers, clothing, uniform, sweatshirt, jersey, trench coat, fur coat, cardigan, tie, scarf, lab coat
shoe, boots, sandal, high heels, sneaker, sock, footwear, roller skates, shoes
eyeglasses, sunglasses, goggles
guitar, ukulele, banjo, mandolin, lute, sitar, pipa, acoustic guitar, electric guitar, bass guitar, violin, cello
violin, viola, cello, double bass, guitar, erhu
piano, organ, musical keyboard, keyboard, accordion, synthesizer
accordion, concertina
trumpet, trombone, tuba, french horn, saxophone, euphonium, oboe, clarinet, flute, alphorn, harmonica
clarinet, oboe, flute, bassoon, recorder, didgeridoo
drum, drums, drum kit, tabla, handpan, bongos, steel drum, tambourine, cymbal
xylophone, piano, dulcimer, guzheng
traffic light, street light, lamp, lantern, light bulb, flashlight
stop sign, traffic sign, billboard, sign
parking meter, mailbox, fire hydrant
man, boy, woman, girl, person, child, baby, adult
clock, wall clock, alarm clock, digital clock, watch
hair dryer, drill, gun, hammer, razor
drill, screwdriver, hammer, wrench, pliers, ratchet, saw, chainsaw, axe, shovel, tool, chisel
house, building, tower, skyscraper, castle, office building, barn, cathedral, tree house
toothbrush, comb, pen, brush
laptop, keyboard, musical keyboard, calculator
teddy bear, toy, doll, dog, animal
umbrella, parachute, tent, kite, sun hat
""".strip().splitlines()
)  # fmt: skip

# Said without plural.
MASS = frozenset(
    w.strip()
    for w in """
furniture, clothing, food, luggage, cattle, bread, broccoli, cheese, coffee, tea, juice, wine, beer, milk, popcorn, pasta,
corn, guacamole, dough, asparagus, cream, ice cream, sushi, mashed potato, candy, paper towel, lavender, headwear, footwear, eyewear, sports equipment, perfume, lipstick, swine, salad, french fries
""".replace("\n", " ").split(",")
)
# Always said in the plural.
PLURAL_ONLY = frozenset(
    w.strip()
    for w in """
scissors, skis, jeans, trousers, pants, shorts, eyeglasses, glasses, spectacles, sunglasses, shades, binoculars, headphones, goggles, pliers, maracas, castanets, bongos, drums,
french fries, fries, chips, boots, shoes, high heels, earrings, chopsticks, roller skates, stairs, salt and pepper shakers, bagpipes, parallel bars, cattle, panpipes, dice, clouds, swimming trunks
""".replace("\n", " ").split(",")
)
IRREGULAR = {
    "person": "people", "human": "humans", "human being": "human beings", "someone": "", "child": "children", "male child": "male children", "female child": "female children",
    "mouse": "computer mice", "goose": "geese", "sheep": "sheep", "fish": "fish", "deer": "deer", "wolf": "wolves",
    "knife": "knives", "shelf": "shelves", "bookshelf": "bookshelves", "calf": "calves", "leaf": "leaves", "scarf": "scarves", "ox": "oxen",
    "moose": "moose", "bison": "bison", "shrimp": "shrimp", "squid": "squid", "salmon": "salmon", "aircraft": "aircraft", "watercraft": "watercraft",
    "potato": "potatoes", "tomato": "tomatoes", "mango": "mangoes", "tooth": "teeth", "foot": "feet", "piece of cutlery": "pieces of cutlery", "water buffalo": "water buffalo",
    "goldfish": "goldfish", "starfish": "starfish", "jellyfish": "jellyfish", "lionfish": "lionfish", "flamingo": "flamingos", "swine": "", "bow and arrow": "bows and arrows",
    "canoe": "canoes", "doberman": "dobermans", "german": "germans", "hippopotamus": "hippopotamuses", "tv": "tvs", "double bass": "double basses", "jack-o'-lantern": "jack-o'-lanterns", "guy": "guys", "boy": "boys", "lynx": "lynxes", "ass": "",
    "crane bird": "crane birds",
}  # fmt: skip

# Nouns of which WordNet knows no kind that a person would say.
NO_KINDS = frozenset(
    w.strip()
    for w in """
monitor, mug, iron, glove, gondola, grinder, plate, pinwheel, mortar, garlic, mask, mixer, peacock, jackfruit, octopus, balloon, whistle, bath towel, screw, binder, ring binder, stapler, bidet, bathtub, socket, doormat, poster, stroller, rocket, missile,
envelope, cassette, thimble, tree house, quilt, buckle, nail, reel, candle, parachute, schooner, radiator, water tower, beacon, spotlight, hand-held computer, ski mask, toilet seat, training bench, mousetrap, sliding door, wardrobe trunk, swing, cannon, bomb
""".replace("\n", " ").split(",")
)
