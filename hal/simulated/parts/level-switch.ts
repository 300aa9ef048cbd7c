/** What a supervised float switch and its lead may be. */
export type SwitchWiring = "ok" | "cut" | "shorted";

/**
 * Float switch with its two resistors, closed above its level.
 * @returns the pin's voltage as a fraction of the supply, when asked
 */
export function supervisedSwitch(isLiquidAbove: () => boolean, wiring: () => SwitchWiring): () => number {
  return () => {
    const state = wiring();
    if (state === "cut") return 1;
    if (state === "shorted") return 0;
    const ohm = isLiquidAbove() ? 10000 : 40000;
    return ohm / (ohm + 10000);
  };
}
