import { Fault } from "#hal/types.ts";
import {
  Alarm, AlarmField, AlarmState, BoardFunction, Cause, CommissioningField, Event, Hk, Mode, Parameter, ParameterField, Place, Rejection, Service, Severity,
  StateByte, Verdict, Verification,
} from "./dictionary.ts";

/**
 * What the numbers of dictionary.ts are called and what they mean to people. Host only: none of it reaches a board.
 * Every record is keyed by the numbers themselves, and every name follows from the enum's own word, so the type checker
 * rejects a number without a text, a text too many, and a name that differs from the dictionary's.
 */

type Dashed<Word extends string> = Word extends `${infer First}${infer Rest}`
  ? First extends Lowercase<First> ? `${First}${Dashed<Rest>}` : `-${Lowercase<First>}${Dashed<Rest>}`
  : "";
/** NotReady → not-ready */
type Kebab<Word extends string> = Dashed<Uncapitalize<Word>>;

/** Names for codes and states: every member of an enum, by its number. */
type Names<E extends object, Text> = { readonly [K in keyof E & string as K extends "Count" ? never : E[K] & number]: { readonly name: Kebab<K> } & Text };

/** Names for fields: every member of an enum of positions, by its number. */
type Fields<E extends object> = { readonly [K in keyof E & string as K extends "Count" ? never : E[K] & number]: FieldText<Uncapitalize<K>> };

type StateName<K extends string> = K extends `${infer Stem}0` ? Stem : K extends `${string}${1 | 2 | 3}` ? never : K;
type StateFields = {
  readonly [K in keyof typeof StateByte & string as StateName<K> extends never | "Count" ? never : (typeof StateByte)[K] & number]: FieldText<Uncapitalize<StateName<K>>>;
};

/** One number of a packet. */
export interface FieldText<Name extends string = string> {
  readonly name: Name;
  /** SI unit; "" for a number without one. */
  readonly unit: string;
  readonly meaning: string;
}

interface Meaning { readonly meaning: string }

/** What an operator wants to know of something that happened. */
export interface EventText {
  readonly cause: string;
  readonly consequence: string;
  readonly action: string;
}

export const faultTexts: Names<typeof Fault, Meaning> = {
  [Fault.None]: { name: "none", meaning: "The reading is valid." },
  [Fault.Absent]: { name: "absent", meaning: "No part answers at this address or on this pin." },
  [Fault.Nack]: { name: "nack", meaning: "The part did not acknowledge a byte in the middle of an exchange." },
  [Fault.Crc]: { name: "crc", meaning: "The checksum of the part's answer is wrong." },
  [Fault.Prom]: { name: "prom", meaning: "The part's calibration memory is damaged or was read wrong." },
  [Fault.Id]: { name: "id", meaning: "Another part than the configured one answers." },
  [Fault.Timeout]: { name: "timeout", meaning: "A conversion did not end in its longest time." },
  [Fault.NotReady]: { name: "not-ready", meaning: "The result was asked for before the conversion had ended." },
  [Fault.ZeroRaw]: { name: "zero-raw", meaning: "The raw result is zero, which the part gives for a conversion that was spoiled or never begun." },
  [Fault.Saturated]: { name: "saturated", meaning: "The converter stands at an end of its range." },
  [Fault.OpenWire]: { name: "open-wire", meaning: "A wire is cut or a plug is out." },
  [Fault.Short]: { name: "short", meaning: "Two wires touch, or one touches ground." },
  [Fault.Stale]: { name: "stale", meaning: "The part repeated an old result." },
  [Fault.StatusBits]: { name: "status-bits", meaning: "The part's own status says that it failed." },
  [Fault.Reset]: { name: "reset", meaning: "The part lost its supply and started anew; its result is the one of power-on." },
  [Fault.OutOfRange]: { name: "out-of-range", meaning: "The value is outside what the part or physics allows." },
  [Fault.Rate]: { name: "rate", meaning: "The value changed faster than the quantity can." },
  [Fault.Stuck]: { name: "stuck", meaning: "The value has not changed for longer than its noise allows." },
  [Fault.Disagree]: { name: "disagree", meaning: "The sensor differs from the others of its kind by more than their errors explain." },
  [Fault.Swapped]: { name: "swapped", meaning: "The sensor says that the pump lowers the pressure: it is connected at another sensor's node." },
};

export const modeTexts: Names<typeof Mode, Meaning> = {
  [Mode.Unconfigured]: { name: "unconfigured", meaning: "The board has no configuration, or one it cannot use: housekeeping only." },
  [Mode.Uncommissioned]: { name: "uncommissioned", meaning: "Configured, but what is normal has not been learnt: no leak detection." },
  [Mode.Commissioning]: { name: "commissioning", meaning: "Learning what is normal: no leak detection yet." },
  [Mode.Nominal]: { name: "nominal", meaning: "Watching for leaks." },
  [Mode.Hold]: { name: "hold", meaning: "Detection is held by command." },
};

export const alarmTexts: Names<typeof Alarm, EventText> = {
  [Alarm.Leak]: { name: "leak", cause: "Liquid is being lost.", consequence: "The loop reaches its minimum pressure, then runs empty, at the times given.", action: "Close what can be closed, prepare to stop the pump, look for the hole." },
  [Alarm.GasLoss]: { name: "gas-loss", cause: "The accumulator is losing gas.", consequence: "Pressure falls and temperature moves it more and more; no liquid is lost.", action: "Recharge the accumulator and look at its valve and membrane." },
  [Alarm.PressureLow]: { name: "pressure-low", cause: "Pressure is below the loop's minimum.", consequence: "The pump cavitates.", action: "Stop the pump or refill." },
  [Alarm.PressureHigh]: { name: "pressure-high", cause: "Pressure is above what the loop should see: reserved, this firmware does not raise it.", consequence: "Hoses, seals and the relief valve are at risk.", action: "Cool the loop or bleed it." },
  [Alarm.TemperatureHigh]: { name: "temperature-high", cause: "The coolant is hotter than it should be: reserved, this firmware does not raise it.", consequence: "Whatever it cools is not cooled.", action: "Check pump, flow and radiator; take load off." },
  [Alarm.TemperatureLow]: { name: "temperature-low", cause: "The coolant is colder than it should be: reserved, this firmware does not raise it.", consequence: "It thickens and may freeze.", action: "Heat the loop; check the radiator's bypass." },
  [Alarm.SensorFault]: { name: "sensor-fault", cause: "A sensor gives no valid reading.", consequence: "Leaks cannot be seen while no valid reading of its quantity is left.", action: "Check wiring and plug, then replace the part; the fault code says which." },
};

export const alarmStateTexts: Names<typeof AlarmState, Meaning> = {
  [AlarmState.Raised]: { name: "raised", meaning: "The alarm begins." },
  [AlarmState.Updated]: { name: "updated", meaning: "The alarm stands and its diagnosis has sharpened." },
  [AlarmState.Cleared]: { name: "cleared", meaning: "The alarm ends." },
  [AlarmState.Latched]: { name: "latched", meaning: "The alarm stood before a reset and has not shown since; acknowledging it ends it." },
  [AlarmState.Acknowledged]: { name: "acknowledged", meaning: "The operator has seen it." },
  [AlarmState.Shelved]: { name: "shelved", meaning: "The operator has put it out of sight for a time." },
  [AlarmState.Unshelved]: { name: "unshelved", meaning: "It is in sight again." },
};

export const placeTexts: Names<typeof Place, Meaning> = {
  [Place.Suction]: { name: "suction", meaning: "Near the pump's suction: the loss does not change with the pump." },
  [Place.Middle]: { name: "middle", meaning: "About half-way round from the discharge to the suction." },
  [Place.Discharge]: { name: "discharge", meaning: "Near the pump's discharge: the loss falls most when the pump stops." },
};

export const causeTexts: Names<typeof Cause, Meaning> = {
  [Cause.Undecided]: { name: "undecided", meaning: "Liquid or gas: the data do not tell yet. Half a thermal cycle, a known volume drawn with a syringe, or a second sensor would." },
  [Cause.Liquid]: { name: "liquid", meaning: "The loop grows softer as it empties: liquid is lost." },
  [Cause.Gas]: { name: "gas", meaning: "Temperature moves the pressure ever more: the accumulator loses gas." },
};

export const severityTexts: Names<typeof Severity, Meaning> = {
  [Severity.Informative]: { name: "informative", meaning: "Nothing to do." },
  [Severity.Low]: { name: "low", meaning: "Look at it when there is time." },
  [Severity.Medium]: { name: "medium", meaning: "Something does not work as it should." },
  [Severity.High]: { name: "high", meaning: "Act now." },
};

export const serviceTexts: Names<typeof Service, Meaning> = {
  [Service.Verification]: { name: "verification", meaning: "Reports on telecommands, ST[01]." },
  [Service.Housekeeping]: { name: "housekeeping", meaning: "Regular state and readings, ST[03]." },
  [Service.Event]: { name: "event", meaning: "Something happened, ST[05]." },
  [Service.Function]: { name: "function", meaning: "What the board is told to do, ST[08]." },
  [Service.Test]: { name: "test", meaning: "Is the board alive, ST[17]." },
  [Service.Parameter]: { name: "parameter", meaning: "Parameter management, ST[20]." },
};

export const eventTexts: Names<typeof Event, EventText> = {
  [Event.Boot]: { name: "boot", cause: "The board started; the code is why.", consequence: "Detection goes on from what is stored.", action: "None, if you started it; else look at supply and watchdog." },
  [Event.Mode]: { name: "mode", cause: "The operating mode changed; the code is the new one.", consequence: "Leaks are looked for in mode nominal only.", action: "None, if the mode is the one you want." },
  [Event.SensorFault]: { name: "sensor-fault", cause: "A sensor's reading became invalid; the fault says why.", consequence: "The sensor is left out; without another of its kind, detection is frozen.", action: "Check its wiring; replace the part if the fault stays." },
  [Event.SensorRecovered]: { name: "sensor-recovered", cause: "A sensor gives valid readings again; where its fault had come back within 60 good ones, 60 in a row.", consequence: "It is used; it was used before, too, wherever a reading was valid.", action: "None; if it comes and goes, look for a loose contact." },
  [Event.Gap]: { name: "gap", cause: "No cycle ran for more than five sample periods.", consequence: "The statistic was frozen across the gap.", action: "Find out what stopped the board or the record." },
  [Event.ClockStep]: { name: "clock-step", cause: "A time was repeated or went backward.", consequence: "That sample was left out.", action: "Check the recording's clock." },
  [Event.Commissioning]: { name: "commissioning", cause: "Commissioning began or ended; the code is its verdict.", consequence: "Accepted: detection begins. Refused: no detection, or at a higher false-alarm rate.", action: "If refused, do what the verdict asks and commission again." },
  [Event.Refill]: { name: "refill", cause: "Inventory rose in a step.", consequence: "Detection starts from the new level.", action: "None, if you refilled the loop." },
  [Event.Bleed]: { name: "bleed", cause: "Inventory fell and then stayed level: in a step, or until a leak alarm ended.", consequence: "Detection starts from the new level.", action: "None, if you bled the loop; else look for spilt liquid." },
  [Event.Pump]: { name: "pump", cause: "The inventory stepped by as much as it had stepped back before: the pump started or stopped.", consequence: "The step is taken out; detection goes on.", action: "None, if it was meant to." },
  [Event.Slip]: { name: "slip", cause: "A cycle began late or took too long.", consequence: "Elapsed times are measured, so results stay right; many slips mean an overloaded board.", action: "If they are frequent, take sensors off or use a faster board." },
  [Event.Parameter]: { name: "parameter", cause: "A parameter got another value; the code is who set it, 1 a telecommand.", consequence: "It holds from this cycle on and after a reset.", action: "None, if you set it." },
  [Event.Exception]: { name: "exception", cause: "A cycle was broken off by an error of the program; the text says where and what.", consequence: "The next cycle runs; its readings were lost.", action: "Report the text and the build hash." },
  [Event.Restart]: { name: "restart", cause: "The run before ended without an orderly reset: watchdog, power or memory; the text is what it left.", consequence: "Detection goes on from what is stored.", action: "If it repeats, look at the supply and report the text." },
  [Event.Disagreement]: { name: "disagreement", cause: "Two sensors of a quantity differ by more than their noise, drift and learnt offset explain, and neither jumped; code 0: they agree again. The sensor given is the first of them.", consequence: "Both stand; only a change that both see counts until they agree again.", action: "Compare both with a third, and replace the one that is wrong." },
  [Event.DataFault]: { name: "data-fault", cause: "Several channels left their scale at once, which is the data path and not the loop; code 0: it is over.", consequence: "No reading is believed while it lasts.", action: "Check bus, supply and connector that the channels share." },
  [Event.Alarm]: { name: "alarm", cause: "An alarm was raised, sharpened or cleared.", consequence: "As the alarm says.", action: "As the alarm says." },
};

export const verdictTexts: Names<typeof Verdict, Meaning> = {
  [Verdict.Begun]: { name: "begun", meaning: "Commissioning has begun." },
  [Verdict.Accepted]: { name: "accepted", meaning: "What is normal is known; detection begins." },
  [Verdict.TooShort]: { name: "too-short", meaning: "Too few samples for the false-alarm rate asked for; the lowest rate they support is given." },
  [Verdict.NoThermalCycle]: { name: "no-thermal-cycle", meaning: "No whole thermal cycle was seen, so what temperature does is not known: it takes one to learn from and another to check on." },
  [Verdict.AlreadyLeaking]: { name: "already-leaking", meaning: "Inventory fell all the time: the loop leaks already, or gas and hoses have not settled since it was filled, and neither must be learnt as normal." },
  [Verdict.NoSignal]: { name: "no-signal", meaning: "No valid readings, readings without any noise, or too few of them to learn from and to check on." },
  [Verdict.Interrupted]: { name: "interrupted", meaning: "A reset or a command ended it." },
  [Verdict.Contradicted]: { name: "contradicted", meaning: "Temperature moves the pressure three times more or less than the loop file would have it: its gas volume is wrong, and rates and holes by as much; leaks are found all the same. It is watched all the same; rates and holes are in doubt by as much." },
  [Verdict.BelowMinimum]: { name: "below-minimum", meaning: "The pressure is below the loop file's minimum: the loop has leaked until nothing came any more, was never filled, or its readings are gauge where absolute ones are expected." },
  [Verdict.Unresolved]: { name: "unresolved", meaning: "Inventory fell, but by no more than the part of a thermal cycle that was seen may feign: a record of a whole cycle would tell." },
};

/** Fields of the housekeeping packet's bytes, big-endian, by the number of their first byte; the next field's ends them. */
export const stateTexts: StateFields = {
  [StateByte.Structure]: { name: "structure", unit: "", meaning: "Identifier of this housekeeping structure." },
  [StateByte.Mode]: { name: "mode", unit: "", meaning: "Operating mode, a number of the list of modes." },
  [StateByte.Alarms]: { name: "alarms", unit: "", meaning: "Standing alarms, one bit each, by their numbers." },
  [StateByte.Board]: { name: "board", unit: "", meaning: "Number of the board's profile." },
  [StateByte.PressureFault]: { name: "pressureFault", unit: "", meaning: "Fault code of the pressure used; 0 where it is valid." },
  [StateByte.TemperatureFault]: { name: "temperatureFault", unit: "", meaning: "Fault code of the temperature used; 0 where it is valid." },
  [StateByte.Boots]: { name: "boots", unit: "", meaning: "Starts so far, modulo 256." },
  [StateByte.ResetCause]: { name: "resetCause", unit: "", meaning: "Why the board last started." },
  [StateByte.Slips0]: { name: "slips", unit: "", meaning: "Cycles that began late or took too long, modulo 65,536." },
  [StateByte.Dropped0]: { name: "dropped", unit: "", meaning: "Events dropped because too many came at once, modulo 65,536." },
  [StateByte.BuildHash0]: { name: "buildHash", unit: "", meaning: "Hash of the running bundle; 0 where the core runs without one." },
  [StateByte.ConfigurationCrc0]: { name: "configurationCrc", unit: "", meaning: "CRC-32 of the configuration in the board's storage; 0 without one." },
  [StateByte.DictionaryVersion0]: { name: "dictionaryVersion", unit: "", meaning: "Version of the dictionary the board speaks." },
  [StateByte.Verdict]: { name: "verdict", unit: "", meaning: "Outcome of the last commissioning, a number of the list of verdicts." },
  [StateByte.Acknowledged]: { name: "acknowledged", unit: "", meaning: "Alarms that the operator has acknowledged, one bit each." },
  [StateByte.Rejected]: { name: "rejected", unit: "", meaning: "Telecommands refused, modulo 256." },
  [StateByte.Returned]: { name: "returned", unit: "", meaning: "Alarms that returned to normal before anybody acknowledged them, one bit each." },
  [StateByte.Latched]: { name: "latched", unit: "", meaning: "Alarms that stood before a reset and have not shown since, one bit each." },
  [StateByte.Shelved]: { name: "shelved", unit: "", meaning: "Alarms put out of sight for a time, one bit each." },
  [StateByte.FaultySensors]: { name: "faultySensors", unit: "", meaning: "Sensors whose reading is not used, one bit each in the configuration's order, the first eight." },
};

/** Floats of the housekeeping packet. */
export const hkTexts: Fields<typeof Hk> = {
  [Hk.PressurePa]: { name: "pressurePa", unit: "Pa", meaning: "Pressure used, absolute; NaN where none is valid." },
  [Hk.TemperatureK]: { name: "temperatureK", unit: "K", meaning: "Temperature used; NaN where none is valid." },
  [Hk.InventoryKg]: { name: "inventoryKg", unit: "kg", meaning: "Liquid in the loop; without a loop description, NaN." },
  [Hk.InventorySigmaKg]: { name: "inventorySigmaKg", unit: "kg", meaning: "One sample's standard deviation, relative to the commissioned state." },
  [Hk.Statistic]: { name: "statistic", unit: "", meaning: "Evidence for a leak." },
  [Hk.Threshold]: { name: "threshold", unit: "", meaning: "Evidence at which the leak alarm is raised." },
  [Hk.LeakRateKgPerS]: { name: "leakRateKgPerS", unit: "kg/s", meaning: "Loss rate now; NaN where none is known." },
  [Hk.CommissioningProgress]: { name: "commissioningProgress", unit: "", meaning: "Part of commissioning that is done, 0 to 1." },
  [Hk.CommissioningRemainingS]: { name: "commissioningRemainingS", unit: "s", meaning: "Time commissioning will still take; NaN where not known." },
  [Hk.CycleMs]: { name: "cycleMs", unit: "ms", meaning: "Time the last cycle took." },
  [Hk.ElapsedS]: { name: "elapsedS", unit: "s", meaning: "Measured time since the cycle before." },
  [Hk.FreeVariables]: { name: "freeVariables", unit: "", meaning: "Interpreter variables left on the board." },
};

/** Floats of an alarm event; Low and High are the ends of the 95 % interval of the value before them. */
export const alarmFieldTexts: Fields<typeof AlarmField> = {
  [AlarmField.LeakRateKgPerS]: { name: "leakRateKgPerS", unit: "kg/s", meaning: "Liquid lost per second." },
  [AlarmField.LeakRateLow]: { name: "leakRateLow", unit: "kg/s", meaning: "Lower end." },
  [AlarmField.LeakRateHigh]: { name: "leakRateHigh", unit: "kg/s", meaning: "Upper end." },
  [AlarmField.HoleDiameterM]: { name: "holeDiameterM", unit: "m", meaning: "Diameter of a sharp-edged hole with that flow." },
  [AlarmField.HoleDiameterLow]: { name: "holeDiameterLow", unit: "m", meaning: "Lower end." },
  [AlarmField.HoleDiameterHigh]: { name: "holeDiameterHigh", unit: "m", meaning: "Upper end." },
  [AlarmField.TimeToMinimumPressureS]: { name: "timeToMinimumPressureS", unit: "s", meaning: "From this packet until the pump's minimum pressure; infinite is never." },
  [AlarmField.TimeToMinimumPressureLow]: { name: "timeToMinimumPressureLow", unit: "s", meaning: "Lower end." },
  [AlarmField.TimeToMinimumPressureHigh]: { name: "timeToMinimumPressureHigh", unit: "s", meaning: "Upper end." },
  [AlarmField.TimeToEmptyS]: { name: "timeToEmptyS", unit: "s", meaning: "From this packet until the loop is empty; infinite is never." },
  [AlarmField.TimeToEmptyLow]: { name: "timeToEmptyLow", unit: "s", meaning: "Lower end." },
  [AlarmField.TimeToEmptyHigh]: { name: "timeToEmptyHigh", unit: "s", meaning: "Upper end." },
  [AlarmField.AgeS]: { name: "ageS", unit: "s", meaning: "From the onset until this packet." },
  [AlarmField.AgeLow]: { name: "ageLow", unit: "s", meaning: "Low end of its 95 % interval." },
  [AlarmField.AgeHigh]: { name: "ageHigh", unit: "s", meaning: "High end of its 95 % interval." },
  [AlarmField.Place]: { name: "place", unit: "", meaning: "Where the hole is, by number; not a number where it is not resolved." },
};

/** Floats of a commissioning event. */
export const commissioningFieldTexts: Fields<typeof CommissioningField> = {
  [CommissioningField.DurationS]: { name: "durationS", unit: "s", meaning: "Time commissioning took." },
  [CommissioningField.FalseAlarmsPerYear]: { name: "falseAlarmsPerYear", unit: "1/year", meaning: "False-alarm rate the threshold is set for." },
  [CommissioningField.SigmaKg]: { name: "sigmaKg", unit: "kg", meaning: "Standard deviation of one sample's inventory." },
  [CommissioningField.Threshold]: { name: "threshold", unit: "", meaning: "Evidence at which the leak alarm is raised." },
  [CommissioningField.SmallestLeakMinuteKgPerS]: { name: "smallestLeakMinuteKgPerS", unit: "kg/s", meaning: "Smallest leak found within a minute." },
  [CommissioningField.SmallestLeakHourKgPerS]: { name: "smallestLeakHourKgPerS", unit: "kg/s", meaning: "Smallest leak found within an hour." },
  [CommissioningField.SmallestLeakDayKgPerS]: { name: "smallestLeakDayKgPerS", unit: "kg/s", meaning: "Smallest leak found within a day." },
  [CommissioningField.LargestHiddenLeakKgPerS]: { name: "largestHiddenLeakKgPerS", unit: "kg/s", meaning: "Largest leak that commissioning itself could have hidden." },
  [CommissioningField.LowestFalseAlarmsPerYear]: { name: "lowestFalseAlarmsPerYear", unit: "1/year", meaning: "Lowest false-alarm rate the record supports." },
  [CommissioningField.ComplianceRatio]: { name: "complianceRatio", unit: "", meaning: "The loop file's compliance over the one that the thermal swing shows; NaN where it hardly swings." },
};

const noFields: Record<number, FieldText> = {};

const parameterFieldTexts: Fields<typeof ParameterField> = {
  [ParameterField.Number]: { name: "number", unit: "", meaning: "Number of the parameter." },
  [ParameterField.Old]: { name: "old", unit: "", meaning: "Value before, in the parameter's unit." },
  [ParameterField.New]: { name: "new", unit: "", meaning: "Value now." },
};

/** Floats that follow the four bytes of an event, by the event's number. */
export const eventFieldTexts: Readonly<Record<Event, Readonly<Record<number, FieldText>>>> = {
  [Event.Boot]: noFields,
  [Event.Mode]: noFields,
  [Event.SensorFault]: noFields,
  [Event.SensorRecovered]: noFields,
  [Event.Gap]: { 0: { name: "durationS", unit: "s", meaning: "Time without a cycle." } },
  [Event.ClockStep]: { 0: { name: "elapsedS", unit: "s", meaning: "Step of the clock, zero or negative." } },
  [Event.Commissioning]: commissioningFieldTexts,
  [Event.Refill]: { 0: { name: "step", unit: "kg", meaning: "Step of the inventory; without a loop description, of the pressure in Pa." } },
  [Event.Bleed]: { 0: { name: "step", unit: "kg", meaning: "Step of the inventory; without a loop description, of the pressure in Pa." } },
  [Event.Pump]: { 0: { name: "step", unit: "kg", meaning: "Step of the inventory; without a loop description, of the pressure in Pa." } },
  [Event.Slip]: { 0: { name: "lateMs", unit: "ms", meaning: "How late the cycle was." } },
  [Event.Alarm]: alarmFieldTexts,
  [Event.Parameter]: parameterFieldTexts,
  [Event.Exception]: noFields,
  [Event.Restart]: noFields,
  [Event.Disagreement]: noFields,
  [Event.DataFault]: noFields,
};

/** Events whose bytes after the first four are text. */
export const eventsWithText: readonly Event[] = [Event.Exception, Event.Restart];

export const verificationTexts: Names<typeof Verification, Meaning> = {
  [Verification.Accepted]: { name: "accepted", meaning: "The telecommand is whole, known and allowed." },
  [Verification.Rejected]: { name: "rejected", meaning: "The telecommand was not accepted; nothing was changed." },
  [Verification.Started]: { name: "started", meaning: "It is being carried out." },
  [Verification.StartFailed]: { name: "start-failed", meaning: "It could not be begun." },
  [Verification.Completed]: { name: "completed", meaning: "It has been carried out." },
  [Verification.Failed]: { name: "failed", meaning: "It was not carried out; nothing was changed." },
};

export const rejectionTexts: Names<typeof Rejection, Meaning> = {
  [Rejection.None]: { name: "none", meaning: "No failure." },
  [Rejection.BadCheck]: { name: "bad-check", meaning: "The frame's check sequence is wrong." },
  [Rejection.TooShort]: { name: "too-short", meaning: "Shorter than the headers." },
  [Rejection.TooLong]: { name: "too-long", meaning: "Longer than any telecommand." },
  [Rejection.NotTelecommand]: { name: "not-telecommand", meaning: "The packet is not a PUS-C telecommand." },
  [Rejection.WrongProcess]: { name: "wrong-process", meaning: "The packet is for another application process." },
  [Rejection.WrongLength]: { name: "wrong-length", meaning: "The length does not fit the header or the telecommand." },
  [Rejection.UnknownService]: { name: "unknown-service", meaning: "There is no such service or subtype here." },
  [Rejection.UnknownFunction]: { name: "unknown-function", meaning: "There is no such function." },
  [Rejection.UnknownParameter]: { name: "unknown-parameter", meaning: "There is no such parameter." },
  [Rejection.OutOfRange]: { name: "out-of-range", meaning: "The value is outside the range of the parameter or argument." },
  [Rejection.Repeated]: { name: "repeated", meaning: "This sequence count was taken already; it is not carried out twice." },
  [Rejection.OutOfOrder]: { name: "out-of-order", meaning: "The sequence count lies before the last one taken, which the report names." },
  [Rejection.NotArmed]: { name: "not-armed", meaning: "It changes detection or erases a result, and was not armed in the last 30 s." },
  [Rejection.WrongMode]: { name: "wrong-mode", meaning: "Not possible in this mode, without a loop description, or, to commission, while a leak alarm stands." },
  [Rejection.NotStored]: { name: "not-stored", meaning: "The board's storage did not take it." },
};

export const functionTexts: Names<typeof BoardFunction, Meaning> = {
  [BoardFunction.StartCommissioning]: { name: "start-commissioning", meaning: "Learn anew what is normal; detection stops until that is done. Armed, then fired." },
  [BoardFunction.Acknowledge]: { name: "acknowledge", meaning: "The operator has seen the alarms: what stands is acknowledged, what has returned or is latched ends." },
  [BoardFunction.MarkRefill]: { name: "mark-refill", meaning: "The loop was filled up: a leak alarm ends, detection starts from here. Armed, then fired." },
  [BoardFunction.Hold]: { name: "hold", meaning: "Freeze detection for so many seconds (durationS, 0 ends it). Armed, then fired." },
  [BoardFunction.ReleaseConsole]: { name: "release-console", meaning: "Give the line back to the interpreter's console." },
  [BoardFunction.Shelve]: { name: "shelve", meaning: "Keep an alarm (alarm) out of sight for so many seconds (durationS, 0 ends it); it lives on. Armed, then fired." },
  [BoardFunction.Reset]: { name: "reset", meaning: "Restart the board; results and parameters are kept. Armed, then fired." },
};

export const parameterTexts: Fields<typeof Parameter> = {
  [Parameter.FalseAlarmsPerYear]: { name: "falseAlarmsPerYear", unit: "1/year", meaning: "The knob: leak and gas-loss alarms together. Sent twice: the first time arms it." },
  [Parameter.HousekeepingPeriodS]: { name: "housekeepingPeriodS", unit: "s", meaning: "Time between housekeeping packets." },
  [Parameter.MinimumPressurePa]: { name: "minimumPressurePa", unit: "Pa", meaning: "Absolute pressure below which the pump cavitates." },
  [Parameter.ToleratedLossKgPerS]: { name: "toleratedLossKgPerS", unit: "kg/s", meaning: "Permeation and evaporation: reported, not alarmed." },
  [Parameter.ExternalPressurePa]: { name: "externalPressurePa", unit: "Pa", meaning: "Absolute pressure outside the hole." },
  [Parameter.DischargeCoefficient]: { name: "dischargeCoefficient", unit: "", meaning: "Discharge coefficient of a hole." },
  [Parameter.DischargeCoefficientSigma]: { name: "dischargeCoefficientSigma", unit: "", meaning: "Its standard deviation." },
};
