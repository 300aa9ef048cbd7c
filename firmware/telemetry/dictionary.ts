/**
 * What goes over the line, declared once. Encoder and decoder, host texts, exports and documents follow from it; texts
 * for people are in dictionary-texts.ts, which the type checker holds complete. Const enums leave nothing in the bundle.
 *
 * A packet is a CCSDS space packet (CCSDS 133.0-B-2) with a PUS-C secondary header (ECSS-E-ST-70-41C), then bytes,
 * then 32-bit floats. Headers are big-endian as the standards want; floats are little-endian, because the board copies
 * them from its memory in one native call (swapping them there would cost some million instructions of its interpreter).
 */

/** Counts up with every change of a layout or a number below. */
export const dictionaryVersion = 5;

/** Application process identifier of the monitor. */
export const applicationProcess = 0x50;

/** Bytes of the primary (6) and the telemetry secondary header (7 + CUC time 4 + 2). */
export const telemetryHeaderBytes = 19;

/** Bytes of the primary (6) and the telecommand secondary header (5). */
export const telecommandHeaderBytes = 11;

/** Longest telecommand packet, bytes; a longer frame is refused. */
export const longestTelecommandBytes = 64;

/** PUS services used. */
export const enum Service { Verification = 1, Housekeeping = 3, Event = 5, Function = 8, Test = 17, Parameter = 20 }

/** Subtypes of service 1: what a report says of the telecommand that it names. */
export const enum Verification { Accepted = 1, Rejected = 2, Started = 3, StartFailed = 4, Completed = 7, Failed = 8 }

/** Functions of service 8, the first byte of ST[8,1]; the second is the stage. */
export const enum BoardFunction { StartCommissioning, Acknowledge, MarkRefill, Hold, ReleaseConsole, Reset, Shelve }

/** What would change detection or erase a result is armed first and then fired, within `armedS`. */
export const enum Stage { Arm, Fire }
export const armedS = 30;

/** Why a telecommand was not taken or not carried out: the code of a failure report. */
export const enum Rejection {
  None, BadCheck, TooShort, TooLong, NotTelecommand, WrongProcess, WrongLength, UnknownService, UnknownFunction,
  UnknownParameter, OutOfRange, Repeated, OutOfOrder, NotArmed, WrongMode, NotStored,
}

/** Parameters, by number; each is a key of the configuration or of its loop. */
export const enum Parameter {
  FalseAlarmsPerYear, HousekeepingPeriodS, MinimumPressurePa, ToleratedLossKgPerS, ExternalPressurePa, DischargeCoefficient,
  DischargeCoefficientSigma,
  /** Not a parameter: how many there are. */
  Count,
}
export const parameterKeys = [
  "falseAlarmsPerYear", "housekeepingPeriodS", "minimumPressurePa", "toleratedLossKgPerS", "externalPressurePa",
  "dischargeCoefficient", "dischargeCoefficientSigma",
];
export const parameterLows = [0.01, 1, 0, 0, 0, 0.3, 0];
export const parameterHighs = [10000, 3600, 1e8, 1, 1e7, 1, 0.3];
/** Longest time of a hold, or for which an alarm is shelved, s. */
export const longestHoldS = 86400;
/** Parameters from this one on belong to the loop. */
export const firstLoopParameter = 2;

/** Operating modes. */
export const enum Mode { Unconfigured, Uncommissioned, Commissioning, Nominal, Hold }

/** Alarms, as numbered in bits of `alarms` and in alarm events. */
export const enum Alarm { Leak, GasLoss, PressureLow, PressureHigh, TemperatureHigh, TemperatureLow, SensorFault }

/** How many there are. */
export const alarmCount = 7;

export const enum AlarmState { Raised, Updated, Cleared, Latched, Acknowledged, Shelved, Unshelved }

/** What a leak alarm is put down to, in the sensor's byte of its event. */
export const enum Cause { Undecided, Liquid, Gas }

/** Where in the loop a hole is, by the pressure that the pump makes there: none of its rise, half of it, all of it. */
export const enum Place { Suction, Middle, Discharge }

/** Severities are the subtypes of service 5. */
export const enum Severity { Informative = 1, Low, Medium, High }

/** Bytes of the housekeeping packet after its headers, by position. Names ending in a digit are parts of one number. */
export const enum StateByte {
  Structure, Mode, Alarms, Board, PressureFault, TemperatureFault, Boots, ResetCause,
  Slips0, Slips1, Dropped0, Dropped1,
  BuildHash0, BuildHash1, BuildHash2, BuildHash3,
  ConfigurationCrc0, ConfigurationCrc1, ConfigurationCrc2, ConfigurationCrc3,
  DictionaryVersion0, DictionaryVersion1,
  /** Outcome of the last commissioning. */
  Verdict,
  /** Alarms that were acknowledged, one bit each. */
  Acknowledged,
  /** Telecommands refused, modulo 256. */
  Rejected,
  /** Alarms that have returned to normal unacknowledged, that stood before a reset, that are out of sight: one bit each. */
  Returned, Latched, Shelved,
  /** Sensors whose reading is not used, one bit each, the first eight. */
  FaultySensors,
  /** Not a field: how many there are. A multiple of four and one: the floats after them lie on their own boundary. */
  Count,
}

/** Floats of the housekeeping packet, by position; the monitor's state vector has the same order. */
export const enum Hk {
  PressurePa, TemperatureK, InventoryKg, InventorySigmaKg, Statistic, Threshold, LeakRateKgPerS,
  CommissioningProgress, CommissioningRemainingS, CycleMs, ElapsedS, FreeVariables,
  /** Not a field: how many there are. */
  Count,
}

/**
 * Events. Each is a packet of service 5: event, sensor, code, alarm (bytes), then its own floats; an exception and a
 * restart carry text instead.
 */
export const enum Event {
  Boot, Mode, SensorFault, SensorRecovered, Gap, ClockStep, Commissioning, Refill, Bleed, Pump, Slip, Alarm,
  Parameter, Exception, Restart, Disagreement, DataFault,
}

/** Floats of an alarm event. Intervals are 95 %; NaN is not bounded or not known, and infinity is never. */
export const enum AlarmField {
  LeakRateKgPerS, LeakRateLow, LeakRateHigh,
  HoleDiameterM, HoleDiameterLow, HoleDiameterHigh,
  TimeToMinimumPressureS, TimeToMinimumPressureLow, TimeToMinimumPressureHigh,
  TimeToEmptyS, TimeToEmptyLow, TimeToEmptyHigh,
  /** Seconds between the onset and this packet's time. */
  AgeS, AgeLow, AgeHigh,
  /** Where the hole is, as a number; NaN where it is not resolved. */
  Place,
  Count,
}

/** Floats of a commissioning event. */
export const enum CommissioningField {
  DurationS, FalseAlarmsPerYear, SigmaKg, Threshold,
  SmallestLeakMinuteKgPerS, SmallestLeakHourKgPerS, SmallestLeakDayKgPerS, LargestHiddenLeakKgPerS,
  LowestFalseAlarmsPerYear,
  /** The loop file's compliance over the one that the thermal swing shows; NaN where it hardly swings. */
  ComplianceRatio,
  Count,
}

/** Longest text of an exception or of last words, bytes. */
export const longestText = 48;

/** Floats of a parameter event. */
export const enum ParameterField { Number, Old, New, Count }

/** Outcome of commissioning, the code of its event; all but Begun and Accepted are refusals. */
export const enum Verdict {
  Begun, Accepted, TooShort, NoThermalCycle, AlreadyLeaking, NoSignal, Interrupted, Unresolved, Contradicted, BelowMinimum,
}
