/* eslint-disable @typescript-eslint/no-unused-vars -- the bundle and the script behind it use them */
/* Runs in the interpreter, before the bundle, where its instructions are counted: time that a script moves on, and buses
   that answer from a recording at the price of a native call or two. `recorded` (base64) holds, second by second, three
   bytes of pressure, three of temperature and the scratchpad; `prom` and `rom` what the parts say of themselves. */
LoopbackA = { setConsole: function () {} };
USB = { on: function () {}, setConsole: function () {}, write: Math.random };
var cheapMs = 0,
  cheapQueue = [];
var getTime = function () {
  return cheapMs / 1000;
};
var setInterval = function (run, ms) {
  cheapQueue.push({ run: run, at: cheapMs + ms, every: ms });
};
var setTimeout = function (run, ms) {
  cheapQueue.push({ run: run, at: cheapMs + ms, every: 0 });
};
function cheapAdvance(ms) {
  for (;;) {
    var first = 0,
      i;
    for (i = 1; i < cheapQueue.length; i++) if (cheapQueue[i].at < cheapQueue[first].at) first = i;
    var next = cheapQueue[first];
    if (next.at > ms) return;
    cheapMs = next.at;
    if (next.every) next.at += next.every;
    else cheapQueue.splice(first, 1);
    next.run();
  }
}
var cheapData = E.toUint8Array(atob(recorded)),
  cheapProm = new Uint8Array(prom),
  cheapStaged = cheapProm;
I2C1 = {
  setup: function () {},
  writeTo: function (address, command) {
    if (command >= 0xa0 && command <= 0xac) cheapStaged = cheapProm.slice(command - 0xa0, command - 0x9e);
    else if (command) {
      var at = Math.floor(cheapMs / 1000) * 15 + (command > 0x4f ? 3 : 0);
      cheapStaged = cheapData.slice(at, at + 3);
    }
  },
  readFrom: function () {
    return cheapStaged;
  },
};
OneWire = function () {
  var at = 0;
  return {
    reset: function () {
      return true;
    },
    select: function () {},
    skip: function () {},
    search: function () {
      return [rom];
    },
    write: function (command) {
      if (command === 0x44) at = Math.floor(cheapMs / 1000) * 15 + 6;
    },
    read: function () {
      return cheapData.slice(at, at + 9);
    },
  };
};
