import { formatWhole } from "../../common/units.ts";
import type { ChartData } from "../../report/chart.ts";

type Axis = ChartData["x"];
export type Pair = readonly [number, number];

/** Numbers of an axis to places in the drawing and back, over the part of it that is looked at. */
export class Scale {
  readonly #axis: Axis;
  /** Ends of the part, in steps of the axis: numbers, or their logarithms. */
  #ends: Pair;
  /** Where its ends lie now: a narrow page has them closer together than they were drawn. */
  range: Pair;

  constructor(axis: Axis) {
    this.#axis = axis;
    this.#ends = this.#whole;
    this.range = axis.range;
  }

  get #whole(): Pair {
    return [this.#forward(this.#axis.domain[0]), this.#forward(this.#axis.domain[1])];
  }

  get isWhole(): boolean {
    return this.#ends[0] === this.#whole[0] && this.#ends[1] === this.#whole[1];
  }

  /** Whether all lies where it was drawn. */
  get isAsDrawn(): boolean {
    return this.isWhole && this.range[0] === this.#axis.range[0] && this.range[1] === this.#axis.range[1];
  }

  get domain(): Pair {
    return [this.#back(this.#ends[0]), this.#back(this.#ends[1])];
  }

  /** Looks at a part, within the whole and no smaller than a thousandth of it; null for all. */
  show(domain: Pair | null): void {
    const [from, to] = this.#whole;
    if (!domain) this.#ends = this.#whole;
    else {
      const [a, b] = [Math.max(from, this.#forward(domain[0])), Math.min(to, this.#forward(domain[1]))];
      if (b - a >= (to - from) / 1000) this.#ends = [a, b];
    }
  }

  placeOf(value: number): number {
    const [p, q] = this.range;
    return p + ((this.#forward(value) - this.#ends[0]) / (this.#ends[1] - this.#ends[0])) * (q - p);
  }

  valueAt(place: number): number {
    const [p, q] = this.range;
    return this.#back(this.#ends[0] + ((place - p) / (q - p)) * (this.#ends[1] - this.#ends[0]));
  }

  /** Factor and offset from places as they were drawn to those of the part. */
  get change(): Pair {
    const [p, q] = this.#axis.range;
    const [from, to] = this.#whole;
    const placeInWhole = (end: number) => p + ((end - from) / (to - from)) * (q - p);
    const [a, b] = this.#ends.map(placeInWhole);
    const factor = (this.range[1] - this.range[0]) / (b - a);
    return [factor, this.range[0] - factor * a];
  }

  /** Round numbers in the part, and how they are written: all of an axis in one way. */
  ticks(most: number): [number, string][] {
    const [from, to] = this.domain;
    if (this.#axis.isLogarithmic && to / from >= 4) {
      const first = Math.floor(Math.log10(from));
      const powers = Array.from({ length: Math.floor(Math.log10(to) + 1e-9) - first + 1 }, (_, i) => 10 ** (first + i));
      const factors = to / from >= 1000 ? [1] : [1, 2, 5];
      const ticks = powers.flatMap(power => factors.map(factor => factor * power)).filter(tick => tick >= from && tick <= to);
      return ticks.map(tick => [tick, exponential(tick)]);
    }
    const rough = (to - from) / most;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = power * ([1, 2, 5].find(factor => factor * power >= rough) ?? 10);
    const first = Math.ceil(from / step - 1e-9);
    const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
    const isExponential = this.#axis.isLogarithmic || digits > mostDigits;
    const textOf = (tick: number): string => (isExponential ? exponential(tick) : separated(tick.toFixed(digits)));
    return Array.from({ length: Math.floor(to / step + 1e-9) - first + 1 }, (_, i) => (first + i) * step).map(tick => [tick, textOf(tick)]);
  }

  /** A number of the axis: four figures, and no more zeros than there need be; whole ones are whole. */
  textOf(value: number): string {
    const isSmall = value !== 0 && Math.abs(value) < 1e-3;
    if (this.#axis.isLogarithmic || isSmall) return exponential(value);
    return separated(String(Number.isInteger(value) ? value : Number(value.toPrecision(4))));
  }

  #forward(value: number): number {
    return this.#axis.isLogarithmic ? Math.log10(value) : value;
  }

  #back(step: number): number {
    return this.#axis.isLogarithmic ? 10 ** step : step;
  }
}

/** Decimals of ticks; smaller ones have an exponent. */
const mostDigits = 4;

const exponential = (value: number): string => (value === 0 ? "0" : Number(value.toPrecision(3)).toExponential());

/** `12,345.5` */
const separated = (text: string): string => text.replace(/^-?\d+/, formatWhole);
