/** Course of commissioning and after. */
export const enum Phase { Idle, Learning, Solving, Checking, Deriving, Watching }

/** The learnt result, as stored: one vector of numbers. */
export const enum Learnt {
  FalseAlarmsPerYear, DurationS, Sigma, NoiseStep, ReferenceK, LowestK, HighestK, FastRateK, SlowRateK, Deviate, LowestRate,
  /** Of the thermal terms, for short windows; and by how much those for long ones are larger. */
  Weights = 11,
  SlowWeights = 19,
  /** The loop file's compliance over the one seen; 0 where it was not seen. */
  ComplianceRatio = 27,
  /** What a change of the true temperature moves, residual unit per K; the fastest change seen moved so much a second. */
  PerK = 28,
  HeatPerS = 29,
  /** Steps that commissioning saw, and the largest of them, residual unit. */
  KnownSteps = 30,
  LargestStep = 31,
  Thresholds = 32,
  Count = 77,
}

/** From here on a threshold is none: nothing reaches it, the level is not open yet. */
export const closed = 1e9;
