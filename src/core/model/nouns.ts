/**
 * Nouns that name what is often seen or heard in clips. They are candidates for suggestions, not the
 * model's vocabulary, which is open. The mean of their embeddings estimates what all short queries
 * share.
 */
export const COMMON_NOUNS: readonly string[] = `
person, man, woman, child, baby, singer, dancer, musician, speaker, crowd, face, hand,
dog, puppy, cat, kitten, horse, cow, calf, sheep, lamb, goat, pig, donkey,
camel, deer, rabbit, squirrel, mouse, hamster, fox, wolf, bear, lion, tiger, leopard,
elephant, giraffe, zebra, monkey, kangaroo, hedgehog, bird, duck, goose, swan, chicken, rooster,
turkey, owl, parrot, pigeon, seagull, eagle, peacock, penguin, fish, shark, whale, dolphin,
seal, turtle, frog, snake, lizard, crocodile, crab, snail, spider, bee, butterfly, insect,
car, truck, bus, van, taxi, ambulance, tractor, train, tram, motorcycle, bicycle, scooter,
boat, ship, canoe, airplane, helicopter, guitar, piano, violin, cello, harp, flute, trumpet,
saxophone, trombone, accordion, drum, cymbal, xylophone, bell, telephone, computer, laptop, keyboard, television,
radio, loudspeaker, microphone, camera, clock, printer, vacuum cleaner, washing machine, fan, hair dryer, sewing machine, blender,
oven, refrigerator, kettle, faucet, toilet, sink, hammer, saw, drill, chainsaw, lawn mower, engine,
fire, candle, lamp, table, chair, couch, bed, door, shelf, mirror, carpet,
curtain, bottle, cup, plate, bowl, pan, knife, book, paper, bag, box, umbrella,
basket, ball, toy, doll, balloon, kite, skateboard, surfboard, snowboard, ski, hat, shirt,
dress, shoe, glasses, tree, flower, plant, grass, leaf, mushroom, fruit, apple, banana,
orange, bread, cake, pizza, house, bridge, tower, fence, road, statue, fountain, waterfall,
river, pond, sea, beach, mountain, rock, snow, cloud,
`
  .split(',')
  .map((noun) => noun.trim())
  .filter((noun) => noun !== '');

/** A query that asks for the noun. */
export const queryOfNoun = (noun: string): string => `the ${noun}`;
