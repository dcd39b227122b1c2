/// An optional property in storage of its own, which takes eight bytes where it is nil. For large properties that few
/// of many values have.
@propertyWrapper package indirect enum Boxed<Value: Hashable & Sendable>: Hashable, Sendable {
  case none
  case some(Value)

  /// The value; nil if there is none.
  package var wrappedValue: Value? {
    get {
      switch self {
      case .none: nil
      case .some(let value): value
      }
    }
    set { self = newValue.map(Boxed.some) ?? .none }
  }

  /// A property that is nil.
  package init() { self = .none }
}
