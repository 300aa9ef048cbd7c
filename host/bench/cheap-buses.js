/* eslint-disable @typescript-eslint/no-unused-vars -- the bundle and the script behind it use them */
/* Runs in the interpreter, before the bundle, where its instructions are counted: time that a script moves on, and buses
   that answer from a recording. `recorded` (base64) holds, second by second, three bytes of pressure, three of
   temperature and the scratchpad; `prom` and `rom` what the parts say of themselves. Once the drivers have started,
   `cheapHurry` makes the buses native: calls that do nothing, and reads that take the next answer off a list. */
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
  cheapStaged,
  cheapWire;
I2C1 = {
  setup: function () {},
  writeTo: function (address, command) {
    if (command >= 0xa0 && command <= 0xac) cheapStaged = prom.slice(command - 0xa0, command - 0x9e);
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
  cheapWire = {
    reset: Math.random,
    select: Math.random,
    skip: Math.random,
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
  return cheapWire;
};
/* `order`: places in a second's bytes of what a cycle reads from I2C1, one after the other. */
function cheapHurry(order, seconds) {
  var answers = [],
    scratchpads = [],
    at = Math.floor(cheapMs / 1000) * 15,
    end = at + seconds * 15;
  for (; at < end; at += 15) {
    for (var i = 0; i < order.length; i++) answers.push(cheapData.slice(at + order[i], at + order[i] + 3));
    scratchpads.push(cheapData.slice(at + 6, at + 15));
  }
  I2C1.writeTo = Math.random;
  I2C1.readFrom = answers.shift.bind(answers);
  cheapWire.write = Math.random;
  cheapWire.read = scratchpads.shift.bind(scratchpads);
}
