/// The parts of a field path such as `order.items[].price`.
enum FieldPath {
  /// The first name of a path.
  static func first(of path: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    path.prefix { $0 != UInt8(ascii: ".") && $0 != UInt8(ascii: "[") }
  }

  /// The last name of a path.
  static func last(of path: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    path.lastIndex(of: UInt8(ascii: ".")).map { path[($0 + 1)...] } ?? path
  }
}
