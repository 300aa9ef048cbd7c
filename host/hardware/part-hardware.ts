/** What a driver asks of a board. */
export type Need = "i2c" | "oneWire" | "spi" | "analog" | "digital" | "watch";

/** What a part needs to be connected; data sheets of the parts, and the options that their drivers take. */
export interface PartHardware {
  readonly needs: readonly Need[];
  /** Addresses that it can have; absent: none, or any. */
  readonly addresses?: readonly number[];
  /** Longest time that one reading takes, s, where that may be longer than a sample period. */
  readonly readingS?: number;
  /** Whether one part serves several sensors, each on a channel of its own. */
  readonly hasChannels?: boolean;
}

const sharedAddresses = [0x48, 0x49, 0x4a, 0x4b];

/** Every part that there is a driver for, by the loop file's name. */
export const partHardware: Readonly<Record<string, PartHardware>> = {
  "ms5837-30ba": { needs: ["i2c"], addresses: [0x76] },
  "ms5837-02ba": { needs: ["i2c"], addresses: [0x76] },
  "ms5611": { needs: ["i2c"], addresses: [0x76, 0x77] },
  "ms5803-14ba": { needs: ["i2c"], addresses: [0x76, 0x77] },
  "ds18b20": { needs: ["oneWire"], readingS: 0.75 },
  "tmp117": { needs: ["i2c"], addresses: sharedAddresses },
  "bmp280": { needs: ["i2c"], addresses: [0x76, 0x77] },
  "ads1115": { needs: ["i2c"], addresses: sharedAddresses, hasChannels: true },
  "honeywell": { needs: ["i2c"] },
  "max31865": { needs: ["spi"] },
  "ntc": { needs: ["analog"] },
  "pulse-flow": { needs: ["watch"] },
  // Its supervised wiring reads the pin as a voltage.
  "level-switch": { needs: ["digital", "analog"] },
};

/** Parts of the bundle that is built when no loop file says which. */
export const usualParts: readonly string[] = ["ms5837-30ba", "ms5837-02ba", "ds18b20"];

/** @returns the parts that a loop file's sensors name, each once, sorted */
export function partsOf(sensors: readonly { part?: string }[]): string[] {
  return [...new Set(sensors.flatMap(({ part }) => part ?? []))].sort();
}
