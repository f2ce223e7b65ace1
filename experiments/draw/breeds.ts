import { type Breed, blend, type Coat, type Fur, hairy, near, plain } from "./breed.ts";
import { type Color, type Dice, mixColors, noise, smooth } from "./canvas.ts";
import { length } from "./outlines.ts";
import { textures } from "./textures.ts";

const black: Color = [0.09, 0.08, 0.09];
const white: Color = [0.95, 0.94, 0.91];
const cream: Color = [0.92, 0.84, 0.72];
const rosy: Color = [0.86, 0.6, 0.56];
const liver: Color = [0.55, 0.3, 0.27];

/** What is not said of a coat follows from its base color. */
function coatOf(dice: Dice, base: Fur, rough: number, long: number, said: Partial<Coat>): Coat {
  const seed = Math.floor(dice.between(0, 1e6));
  const furs = { head: base, muzzle: base, ear: base, body: base, chest: base, leg: base, tail: base, ...said };
  const [head, muzzle, ear, body, chest, leg, tail] = [furs.head, furs.muzzle, furs.ear, furs.body, furs.chest, furs.leg, furs.tail].map(
    (fur, i) => hairy(fur, rough, long, seed + 10 * i),
  );
  const colors = { innerEar: rosy, nose: black, iris: [0.25, 0.14, 0.07] as Color, rim: black, whiskers: white };
  return { ...colors, ...said, head, muzzle, ear, body, chest, leg, tail };
}

/** Dark strokes on the forehead, as an M, and lines from the eyes: marks of a tabby. */
const tabbyMarks = (x: number, y: number): number => {
  const strokes = smooth(0.5, 0.8, 0.5 + 0.5 * Math.cos(15 * x)) * smooth(-0.25, -0.4, y) * smooth(0.5, 0.4, Math.abs(x));
  const cheeks =
    smooth(0.45, 0.75, 0.5 + 0.5 * Math.cos(16 * (y - 0.25 * Math.abs(x)))) * smooth(0.5, 0.7, Math.abs(x)) * smooth(-0.3, -0.1, y);
  return Math.max(strokes, cheeks);
};
/** The mask of a pointed cat: 1 in the face, 0 at its edge. */
const faceMask = (wide: number) => (x: number, y: number) => smooth(wide, wide * 0.45, length(x * 0.95, (y - 0.22) * 0.85));

function pointed(dice: Dice, ground: Color, points: Color, iris: Color, mask: number, rough: number, long: number, paws: boolean): Coat {
  const [pale, dark] = [plain(near(ground, dice, 0.06)), plain(near(points, dice, 0.25))];
  return coatOf(dice, pale, rough, long, {
    head: blend(pale, dark, faceMask(mask)),
    muzzle: dark,
    ear: dark,
    body: blend(pale, dark, (_, y) => 0.22 * smooth(0.2, -1, y)),
    leg: (x, y) => (paws && y > 0.72 ? white : mixColors(pale(x, y), dark(x, y), smooth(0, 0.6, y))),
    tail: blend(pale, dark, x => smooth(-0.1, 0.35, x)),
    iris: near(iris, dice),
    nose: mixColors(points, black, 0.4),
    innerEar: mixColors(points, rosy, 0.45),
    rim: mixColors(points, black, 0.5),
  });
}

/** White that long coats have: with a little cream, and shade between the tufts. */
const snowy = (dice: Dice): Fur => {
  const [seed, tint] = [Math.floor(dice.between(0, 1e6)), near([0.95, 0.94, 0.91], dice, 0.03)];
  return (x, y) => mixColors(tint, [0.78, 0.76, 0.74], 0.5 * smooth(0.5, 0.85, noise(seed, 5 * x, 4 * y)));
};

const catSkull = { width: 0.95, height: 0.84, cheeks: 0.5 };
const catEars = { kind: "pointed", width: 0.5, length: 0.78, apart: 0.6, lean: 0.14, round: 0.08 } as const;
const catMuzzle = { width: 0.42, height: 0.2, y: 0.42, depth: 0.46 };
const catEyes = { size: 0.23, apart: 0.4, y: -0.05, round: 0.82, slant: 0.2, pupil: 0.26 };
const catNose = { width: 0.1, above: 0.14 };
const dogNose = { width: 0.17, above: 0.24 };
const dogEyes = { size: 0.15, apart: 0.36, y: -0.1, round: 0.95, slant: 0.08, pupil: 0.6 };

export const breeds: Record<string, Breed> = {
  Abyssinian: {
    kind: "cat",
    skull: { width: 0.86, height: 0.84, cheeks: 0.44 },
    ears: { ...catEars, width: 0.56, length: 0.98, apart: 0.66, lean: 0.26 },
    muzzle: catMuzzle,
    eyes: { ...catEyes, slant: 0.28 },
    nose: catNose,
    fluff: 0,
    stout: 0.82,
    tail: "long",
    coat(dice) {
      const ground = near(
        dice.pick<Color>([
          [0.74, 0.44, 0.22],
          [0.68, 0.36, 0.18],
          [0.72, 0.52, 0.34],
        ]),
        dice,
      );
      const grain = textures.grain(dice);
      const ticked = blend(plain(ground), plain(mixColors(ground, black, 0.62)), (x, y) => 0.75 * grain(x, y));
      const pale = plain(mixColors(ground, cream, 0.55));
      return coatOf(dice, ticked, 0.25, 1, {
        head: blend(ticked, plain(mixColors(ground, black, 0.7)), (x, y) => 0.6 * tabbyMarks(x, y) * smooth(0, -0.3, y)),
        muzzle: pale,
        chest: blend(ticked, pale, () => 0.7),
        leg: blend(ticked, pale, (_, y) => 0.4 * y),
        tail: blend(ticked, plain(black), x => smooth(0.6, 1, x)),
        iris: near(
          dice.pick<Color>([
            [0.72, 0.66, 0.2],
            [0.8, 0.58, 0.16],
            [0.5, 0.64, 0.25],
          ]),
          dice,
        ),
        nose: [0.66, 0.36, 0.3],
        innerEar: mixColors(ground, rosy, 0.5),
      });
    },
  },
  Bengal: {
    kind: "cat",
    skull: { ...catSkull, width: 0.9 },
    ears: { ...catEars, length: 0.66, round: 0.12 },
    muzzle: { ...catMuzzle, width: 0.46 },
    eyes: catEyes,
    nose: { width: 0.13, above: 0.15 },
    fluff: 0,
    stout: 0.95,
    tail: "long",
    coat(dice) {
      const ground = near(
        dice.pick<Color>([
          [0.8, 0.6, 0.34],
          [0.76, 0.55, 0.32],
          [0.72, 0.66, 0.56],
        ]),
        dice,
      );
      const dark = plain(mixColors(ground, [0.12, 0.08, 0.06], 0.85));
      const spots = textures.spots(dice);
      const spotted = blend(plain(ground), dark, (x, y) => spots(0.8 * x, 0.95 * y));
      const marks = textures.spots(dice);
      return coatOf(dice, spotted, 0.22, 1, {
        head: blend(plain(ground), dark, (x, y) =>
          Math.max(tabbyMarks(x, y), 0.8 * marks(1.2 * x, 1.2 * y) * smooth(0.5, 0.75, length(x, y))),
        ),
        muzzle: plain(mixColors(ground, white, 0.65)),
        ear: blend(plain(ground), dark, () => 0.45),
        chest: blend(plain(mixColors(ground, white, 0.5)), dark, (x, y) => 0.8 * spots(0.8 * x, 0.8 * y)),
        leg: blend(plain(ground), dark, (_, y) => smooth(0.45, 0.7, 0.5 + 0.5 * Math.cos(22 * y))),
        tail: blend(plain(ground), dark, x => smooth(0.4, 0.6, 0.5 + 0.5 * Math.cos(28 * x)) + (x > 0.85 ? 1 : 0)),
        iris: near(
          dice.pick<Color>([
            [0.5, 0.68, 0.3],
            [0.42, 0.62, 0.36],
            [0.72, 0.66, 0.26],
          ]),
          dice,
        ),
        nose: [0.7, 0.4, 0.34],
      });
    },
  },
  Birman: {
    kind: "cat",
    skull: { width: 0.98, height: 0.84, cheeks: 0.54 },
    ears: { ...catEars, length: 0.6, apart: 0.66, round: 0.1 },
    muzzle: catMuzzle,
    eyes: { ...catEyes, round: 0.92, slant: 0.1 },
    nose: catNose,
    fluff: 0.12,
    stout: 1.08,
    tail: "bushy",
    coat: dice =>
      pointed(
        dice,
        [0.93, 0.87, 0.77],
        dice.pick<Color>([
          [0.36, 0.25, 0.2],
          [0.46, 0.42, 0.44],
          [0.5, 0.34, 0.26],
        ]),
        [0.34, 0.55, 0.85],
        0.85,
        0.24,
        2,
        true,
      ),
  },
  Bombay: {
    kind: "cat",
    skull: { ...catSkull, cheeks: 0.52 },
    ears: { ...catEars, length: 0.68, round: 0.13 },
    muzzle: catMuzzle,
    eyes: { ...catEyes, round: 0.95, slant: 0.1 },
    nose: catNose,
    fluff: 0,
    stout: 0.98,
    tail: "long",
    coat(dice) {
      const coal = plain(near([0.11, 0.1, 0.11], dice, 0.3));
      return coatOf(dice, coal, 0.5, 1.2, {
        muzzle: plain([0.14, 0.125, 0.135]),
        iris: near(
          dice.pick<Color>([
            [0.86, 0.6, 0.14],
            [0.8, 0.5, 0.12],
            [0.74, 0.66, 0.2],
          ]),
          dice,
        ),
        nose: [0.07, 0.06, 0.07],
        innerEar: [0.26, 0.2, 0.21],
        rim: [0.04, 0.04, 0.04],
        whiskers: [0.6, 0.6, 0.62],
      });
    },
  },
  Persian: {
    kind: "cat",
    skull: { width: 1.08, height: 0.9, cheeks: 0.62 },
    ears: { ...catEars, width: 0.36, length: 0.66, apart: 0.72, lean: 0.24, round: 0.13 },
    muzzle: { width: 0.46, height: 0.19, y: 0.36, depth: 0.3 },
    eyes: { size: 0.25, apart: 0.46, y: 0.02, round: 0.98, slant: -0.06, pupil: 0.4 },
    nose: { width: 0.1, above: 0.24 },
    fluff: 0.2,
    stout: 1.2,
    tail: "bushy",
    coat(dice) {
      const ground = near(
        dice.pick<Color>([
          [0.94, 0.92, 0.88],
          [0.94, 0.85, 0.7],
          [0.6, 0.61, 0.66],
          [0.88, 0.66, 0.42],
          [0.8, 0.79, 0.8],
        ]),
        dice,
        0.06,
      );
      const long = plain(ground);
      return coatOf(dice, long, 0.34, 2.4, {
        muzzle: plain(mixColors(ground, white, 0.35)),
        chest: plain(mixColors(ground, white, 0.3)),
        iris: near(
          dice.pick<Color>([
            [0.86, 0.5, 0.13],
            [0.8, 0.56, 0.16],
            [0.36, 0.58, 0.8],
          ]),
          dice,
        ),
        nose: mixColors(ground, [0.6, 0.3, 0.3], 0.65),
        rim: mixColors(ground, black, 0.8),
      });
    },
  },
  Siamese: {
    kind: "cat",
    skull: { width: 0.84, height: 0.84, cheeks: 0.4 },
    ears: { ...catEars, width: 0.58, length: 0.98, apart: 0.72, lean: 0.34 },
    muzzle: { ...catMuzzle, width: 0.36, y: 0.46, depth: 0.52 },
    eyes: { ...catEyes, size: 0.21, slant: 0.34, round: 0.75 },
    nose: catNose,
    fluff: 0,
    stout: 0.78,
    tail: "long",
    coat: dice =>
      pointed(
        dice,
        [0.9, 0.82, 0.7],
        dice.pick<Color>([
          [0.24, 0.17, 0.14],
          [0.3, 0.22, 0.18],
          [0.42, 0.4, 0.43],
        ]),
        [0.25, 0.5, 0.88],
        0.98,
        0.12,
        1,
        false,
      ),
  },
  beagle: {
    kind: "dog",
    skull: { width: 0.8, height: 0.8, cheeks: 0.4 },
    ears: { kind: "hanging", width: 0.3, length: 0.78, apart: 0.8, lean: 0, round: 0.1 },
    muzzle: { width: 0.46, height: 0.4, y: 0.46, depth: 0.6 },
    eyes: { ...dogEyes, size: 0.165 },
    nose: dogNose,
    fluff: 0,
    stout: 0.95,
    tail: "long",
    coat(dice) {
      const tan = near(
        dice.pick<Color>([
          [0.66, 0.4, 0.2],
          [0.74, 0.5, 0.28],
          [0.56, 0.33, 0.18],
        ]),
        dice,
      );
      const [blaze, saddle] = [dice.between(0.06, 0.2), dice.chance(0.8) ? black : mixColors(tan, black, 0.4)];
      const blotch = textures.blotches(dice);
      return coatOf(dice, plain(white), 0.16, 1, {
        head: blend(plain(tan), plain(white), (x, y) => smooth(0.05, -0.05, Math.abs(x) - blaze - 0.25 * smooth(0, 0.8, y))),
        muzzle: plain(white),
        ear: blend(plain(tan), plain(mixColors(tan, black, 0.4)), (_, y) => smooth(0.1, 0.6, y) * 0.6),
        body: (x, y) => (y < 0.05 + 0.25 * blotch(x, y) ? (Math.abs(x) < 0.75 ? saddle : tan) : white),
        leg: blend(plain(white), plain(tan), (_, y) => 0.6 * smooth(0.35, 0.1, y)),
        tail: x => (x > 0.7 ? white : saddle),
        rim: [0.13, 0.09, 0.07],
      });
    },
  },
  boxer: {
    kind: "dog",
    skull: { width: 0.78, height: 0.8, cheeks: 0.46 },
    ears: { kind: "folded", width: 0.4, length: 0.62, apart: 0.8, lean: 0.14, round: 0.07 },
    muzzle: { width: 0.58, height: 0.46, y: 0.48, depth: 0.46 },
    eyes: dogEyes,
    nose: { width: 0.19, above: 0.3 },
    fluff: 0,
    wrinkles: true,
    stout: 1.08,
    tail: "docked",
    coat(dice) {
      const fawn = near(
        dice.pick<Color>([
          [0.7, 0.44, 0.24],
          [0.62, 0.36, 0.19],
          [0.54, 0.33, 0.2],
        ]),
        dice,
      );
      const brindle = dice.chance(0.3) ? textures.stripes(dice) : () => 0;
      const ground = blend(plain(fawn), plain(black), (x, y) => 0.45 * brindle(x, y));
      const [blaze, dark] = [dice.chance(0.5) ? dice.between(0.05, 0.12) : -1, plain([0.15, 0.12, 0.12])];
      const faced = blend(ground, dark, (x, y) => smooth(0.56, 0.36, length(0.8 * x, y - 0.44)) * 0.9);
      return coatOf(dice, ground, 0.14, 1, {
        head: blend(faced, plain(white), (x, y) => smooth(0.04, -0.04, Math.abs(x) - blaze) * smooth(0.5, 0.3, y)),
        muzzle: blend(dark, plain(white), (x, y) =>
          blaze > 0 ? smooth(0.05, -0.05, Math.abs(x) - blaze - 0.1 * smooth(-0.2, 0.3, y)) : 0,
        ),
        ear: blend(ground, dark, () => 0.6),
        chest: plain(white),
        leg: (x, y) => (y > 0.68 ? white : ground(x, y)),
      });
    },
  },
  chihuahua: {
    kind: "dog",
    skull: { width: 0.92, height: 0.92, cheeks: 0.4 },
    ears: { kind: "pointed", width: 0.62, length: 0.95, apart: 0.78, lean: 0.55, round: 0.14 },
    muzzle: { width: 0.32, height: 0.26, y: 0.46, depth: 0.5 },
    eyes: { ...dogEyes, size: 0.21, apart: 0.44, y: 0.02, round: 1 },
    nose: { width: 0.12, above: 0.16 },
    fluff: 0.02,
    stout: 0.72,
    tail: "long",
    coat(dice) {
      const ground = near(
        dice.pick<Color>([
          [0.84, 0.64, 0.42],
          [0.9, 0.78, 0.6],
          [0.74, 0.5, 0.3],
          [0.2, 0.16, 0.15],
        ]),
        dice,
      );
      const pale = mixColors(ground, ground[0] < 0.4 ? [0.78, 0.5, 0.28] : white, 0.7);
      return coatOf(dice, plain(ground), 0.18, 1, {
        head: blend(plain(ground), plain(pale), (x, y) =>
          Math.max(smooth(0.15, 0.05, length(Math.abs(x) - 0.36, y + 0.34)), smooth(0.45, 0.75, y) * 0.8),
        ),
        muzzle: plain(pale),
        chest: plain(pale),
        leg: blend(plain(ground), plain(pale), (_, y) => smooth(0.4, 0.8, y)),
        nose: dice.chance(0.8) ? black : liver,
      });
    },
  },
  great_pyrenees: {
    kind: "dog",
    skull: { width: 0.88, height: 0.82, cheeks: 0.5 },
    ears: { kind: "hanging", width: 0.24, length: 0.5, apart: 0.8, lean: 0, round: 0.1 },
    muzzle: { width: 0.48, height: 0.42, y: 0.46, depth: 0.6 },
    eyes: { ...dogEyes, size: 0.125 },
    nose: { width: 0.19, above: 0.25 },
    fluff: 0.14,
    stout: 1.22,
    tail: "bushy",
    coat(dice) {
      const ground = snowy(dice);
      const badger = dice.chance(0.6) ? near([0.8, 0.68, 0.52], dice) : white;
      return coatOf(dice, ground, 0.2, 2.2, {
        ear: blend(ground, plain(badger), () => 0.75),
        head: blend(ground, plain(badger), (x, y) => 0.4 * smooth(0.35, 0.75, Math.abs(x)) * smooth(0.3, -0.1, y)),
      });
    },
  },
  pug: {
    kind: "dog",
    skull: { width: 0.94, height: 0.84, cheeks: 0.54 },
    ears: { kind: "folded", width: 0.36, length: 0.5, apart: 0.8, lean: 0.12, round: 0.08 },
    muzzle: { width: 0.5, height: 0.36, y: 0.4, depth: 0.3 },
    eyes: { ...dogEyes, size: 0.22, apart: 0.46, y: 0.0, round: 1 },
    nose: { width: 0.14, above: 0.22 },
    fluff: 0,
    wrinkles: true,
    stout: 1.14,
    tail: "curled",
    coat(dice) {
      const fawn = plain(
        near(
          dice.pick<Color>([
            [0.86, 0.72, 0.52],
            [0.8, 0.64, 0.44],
            [0.88, 0.78, 0.62],
          ]),
          dice,
        ),
      );
      const dark = plain(near([0.13, 0.11, 0.11], dice, 0.2));
      return coatOf(dice, fawn, 0.12, 1, {
        head: blend(fawn, dark, (x, y) =>
          Math.max(smooth(0.7, 0.48, length(0.9 * x, y - 0.38)), 0.8 * smooth(0.3, 0.2, length(Math.abs(x) - 0.46, y))),
        ),
        muzzle: dark,
        ear: dark,
      });
    },
  },
  samoyed: {
    kind: "dog",
    skull: { width: 0.94, height: 0.82, cheeks: 0.58 },
    ears: { kind: "pointed", width: 0.46, length: 0.74, apart: 0.68, lean: 0.14, round: 0.14 },
    muzzle: { width: 0.42, height: 0.34, y: 0.42, depth: 0.58 },
    eyes: { ...dogEyes, size: 0.13, slant: 0.24, round: 0.8 },
    nose: { width: 0.16, above: 0.2 },
    fluff: 0.2,
    stout: 1.25,
    tail: "bushy",
    coat: dice => coatOf(dice, snowy(dice), 0.22, 2.2, { innerEar: [0.82, 0.72, 0.68] }),
  },
};
