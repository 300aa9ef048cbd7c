import { makeSensor } from "#hal/drivers/registry.ts";
import { espruinoHal } from "#hal/espruino/espruino.ts";
import { startPinhole } from "./executive/executive.ts";

startPinhole(espruinoHal(), makeSensor);
