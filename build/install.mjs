/**
 * Puts the packages of package-lock.json in place, and nothing where they already are. Plain JavaScript, because it
 * runs before anything is installed.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";

const stamp = "node_modules/.stamp";
const installed = "node_modules/.package-lock.json";

/** Lowest minor version for each major version that the dependencies run on; later majors are taken as they come. */
const lowestMinor = { 20: 19, 22: 13 };

function nodeIsNewEnough() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  return major >= 24 || (major in lowestMinor && minor >= lowestMinor[major]);
}

/** Whether what npm last installed is what the lock file asks for. Packages for other platforms may be missing. */
function isInstalled() {
  if (!existsSync(installed)) return false;
  const wanted = JSON.parse(readFileSync("package-lock.json", "utf8")).packages;
  const present = JSON.parse(readFileSync(installed, "utf8")).packages;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === "" || (entry.optional && !present[path])) return true;
    return present[path]?.version === entry.version && existsSync(path);
  });
}

if (!nodeIsNewEnough()) {
  console.error(`pinhole needs Node 20.19, 22.13 or 24 and later; this is ${process.versions.node}.`);
  process.exit(1);
}
if (!isInstalled()) {
  console.log("Installing packages …");
  const command = ["ci", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error"];
  const result = spawnSync("npm", command, { stdio: "inherit", shell: process.platform === "win32" });
  if (result.status !== 0) {
    console.error("npm ci failed; the lines above say why. Without a network it works only with the packages in npm's cache.");
    process.exit(1);
  }
}
writeFileSync(stamp, "");
