package import Findings

/// A type with a value that never occurs, which can stand for nil.
package protocol HasAbsentValue: Equatable {
  /// The value that never occurs.
  static var absent: Self { get }
}

extension Name: HasAbsentValue {
  /// The number that no table reaches: it has fewer names than bytes, and those are counted in 32 bits.
  package static var absent: Name { Name(index: .max) }
}

extension NameList: HasAbsentValue {
  /// An empty list at a position; an empty list that is present has the position 0.
  package static var absent: NameList { NameList(start: Int(UInt32.max), count: 0) }
}

extension Place: HasAbsentValue {
  /// A place in a file that is behind all others.
  package static var absent: Place { Place(file: FileID(.max), start: 0, end: 0) }
}

extension Int32: HasAbsentValue {
  /// The lowest number: versions are not negative.
  package static var absent: Int32 { .min }
}

/// An optional property in the space of its value. `Optional` adds four bytes to a number, and a large catalog has
/// hundreds of thousands of messages and reactions with several such properties each.
@propertyWrapper package struct Compact<Value: HasAbsentValue & Sendable>: Sendable, CustomReflectable {
  private var value: Value

  /// The value; nil where it is absent.
  package var wrappedValue: Value? {
    get { value == .absent ? nil : value }
    set { value = newValue ?? .absent }
  }

  /// A property that is not set.
  package init() { value = .absent }

  /// The optional value, as if it were stored as one.
  package var customMirror: Mirror { Mirror(reflecting: wrappedValue as Any) }
}

/// A list of at most one name in four bytes, half of those of a `NameList`.
@propertyWrapper package struct AtMostOne: Sendable, CustomReflectable {
  private var start = UInt32.max

  /// The list.
  package var wrappedValue: NameList {
    get { start == .max ? NameList() : NameList(start: Int(start), count: 1) }
    set {
      assert(newValue.count <= 1, "more than one name")
      start = newValue.isEmpty ? .max : newValue.start
    }
  }

  /// An empty list.
  package init() {}

  /// The list as a collection of one or none.
  package var customMirror: Mirror {
    Mirror(self, unlabeledChildren: wrappedValue.isEmpty ? [] : [wrappedValue], displayStyle: .collection)
  }
}
