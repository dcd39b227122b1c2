extension Rule {
  /// Every rule there is.
  package static let all: [Rule] = [
    .commandManyReceivers,
    .commandWithoutReceiver,
    .disguisedCommand,
    .disguisedEvent,
    .duplicateDefinition,
    .eventCycle,
    .eventWithoutConsumer,
    .invalidValue,
    .kindMismatch,
    .kindSuffixMismatch,
    .longEventChain,
    .patternPayloadMismatch,
    .queryBack,
    .selfReference,
    .syntax,
    .undeclaredEmission,
    .unknownField,
    .unknownReference,
    .unmetNeed,
    .unusedDefinition,
    .unusedSuppression,
  ]
}
