/* Runs in the interpreter: one MS5837 on I2C1 and one DS18B20, for a build that has no buses. `record` holds what the
   emulated parts gave, second by second; the answers follow the interpreter's own clock. */
var standInStart = getTime();
function recordedNow(list) {
  return list[Math.min(list.length - 1, Math.floor(getTime() - standInStart))];
}

var standInPressure = { staged: [], counts: 0 };
I2C1 = {
  setup: function () {},
  writeTo: function (address, data) {
    if (address !== record.pressure.address) throw new Error("I2C NACK");
    var command = typeof data === "number" ? data : data[0];
    var part = standInPressure;
    part.staged = [];
    if (command >= 0xa0 && command <= 0xac) part.staged = record.pressure.prom.slice(command - 0xa0, command - 0xa0 + 2);
    else if (command >= 0x40 && command <= 0x4a) part.counts = recordedNow(record.pressure.pressureCounts);
    else if (command >= 0x50 && command <= 0x5a) part.counts = recordedNow(record.pressure.temperatureCounts);
    else if (command === 0) {
      part.staged = [part.counts >> 16, (part.counts >> 8) & 255, part.counts & 255];
      part.counts = 0;
    }
  },
  readFrom: function (address, length) {
    if (address !== record.pressure.address) throw new Error("I2C NACK");
    var bytes = new Uint8Array(length);
    bytes.fill(255);
    bytes.set(standInPressure.staged.slice(0, length));
    return bytes;
  },
};

var standInTemperature = { reading: false, scratchpad: record.temperature.scratchpads[0] };
OneWire = function () {
  return {
    reset: function () {
      return true;
    },
    select: function () {},
    skip: function () {},
    search: function () {
      return [record.temperature.rom];
    },
    write: function (data) {
      var command = typeof data === "number" ? data : data[0];
      if (command === 0x44) standInTemperature.scratchpad = recordedNow(record.temperature.scratchpads);
      standInTemperature.reading = command === 0xbe;
    },
    read: function (length) {
      var bytes = new Uint8Array(length);
      if (standInTemperature.reading) bytes.set(standInTemperature.scratchpad.slice(0, length));
      return bytes;
    },
  };
};
