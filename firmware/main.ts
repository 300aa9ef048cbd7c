import { makeSensor } from "#hal/drivers/registry.ts";
import { espruinoHal } from "#hal/espruino/espruino.ts";
import { startPinhole } from "./executive/executive.ts";

const hal = espruinoHal();
const configuration = startPinhole(hal, makeSensor).configuration;
if (configuration && configuration.consolePassword) hal.lock(configuration.consolePassword);
