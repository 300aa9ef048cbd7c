/**
 * The one door through which the world reaches an emulated part. The simulator implements it; hal/ never imports sims/.
 */
export interface Plant {
  /** Carries the world on to this time. Times never go back; a call for a time already reached does nothing. */
  advanceTo(timeS: number): void;
  /** Absolute liquid pressure at a node, Pa. */
  pressurePa(node: string): number;
  /** Liquid temperature at a node, K. */
  temperatureK(node: string): number;
}
