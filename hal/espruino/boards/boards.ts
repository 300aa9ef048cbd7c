import { esp32 } from "./esp32.ts";
import { espruinoPico } from "./espruino-pico.ts";
import { espruinoWifi } from "./espruino-wifi.ts";
import { linux } from "./linux.ts";
import { mdbt42q } from "./mdbt42q.ts";
import { microbit2 } from "./microbit2.ts";
import { nrf52840dk } from "./nrf52840dk.ts";
import { nucleoF411re } from "./nucleo-f411re.ts";
import { pixl } from "./pixl.ts";
import type { Board } from "./profile.ts";
import { puck } from "./puck.ts";
import { rpiPico, rpiPico2 } from "./rpi-pico.ts";
import { stm32f4discovery } from "./stm32f4discovery.ts";

/** Every board, in the order of their numbers. */
export const boards: readonly Board[] = [
  espruinoPico, espruinoWifi, pixl, mdbt42q, puck, nrf52840dk, microbit2, stm32f4discovery, nucleoF411re, esp32, rpiPico, rpiPico2, linux,
];
