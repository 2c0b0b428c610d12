/** The 80 classes of COCO in the order of its detectors. */
const COCO_CLASSES: readonly string[] = `
person, bicycle, car, motorcycle, airplane, bus, train, truck, boat, traffic light,
fire hydrant, stop sign, parking meter, bench, bird, cat, dog, horse, sheep, cow,
elephant, bear, zebra, giraffe, backpack, umbrella, handbag, tie, suitcase, frisbee,
skis, snowboard, sports ball, kite, baseball bat, baseball glove, skateboard, surfboard, tennis racket, bottle,
wine glass, cup, fork, knife, spoon, bowl, banana, apple, sandwich, orange,
broccoli, carrot, hot dog, pizza, donut, cake, chair, couch, potted plant, bed,
dining table, toilet, television, laptop, mouse, remote control, keyboard, mobile phone, microwave, oven,
toaster, sink, refrigerator, book, clock, vase, scissors, teddy bear, hair dryer, toothbrush,
`
  .split(',')
  .map((name) => name.trim())
  .filter((name) => name !== '');

/** A detector that is less sure of its best class does not name it. */
const MIN_NAMING_SCORE = 0.3;

/** What a detector's best class is called; null where its classes or the instance are not known. */
export const className = (classIndex: number, classCount: number, score: number): string | null =>
  classCount === COCO_CLASSES.length && score >= MIN_NAMING_SCORE
    ? (COCO_CLASSES[classIndex] ?? null)
    : null;
