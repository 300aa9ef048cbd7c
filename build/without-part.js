/** Entry of a bundle that lacks parts of its core, to measure what they cost; `__WITHOUT__` names them. */
import { removePart } from "#host/bench/parts.ts";
import "#firmware/main.ts";

for (const part of __WITHOUT__.split(",")) removePart(part);
