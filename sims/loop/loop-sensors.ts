/** What is asked of a sensor, in a loop file and in a configuration alike. */
interface Placed {
  quantity: string;
  node?: string;
}

/** @returns the sensors of a quantity that measure the loop itself, in their order; what is outside it, a barometer, is left out */
export function loopSensors<Sensor extends Placed>({ sensors }: { sensors: readonly Sensor[] }, quantity: Sensor["quantity"]): Sensor[] {
  return sensors.filter((sensor) => sensor.quantity === quantity && sensor.node !== "ambient");
}
