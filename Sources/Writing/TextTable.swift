/// Tables with aligned columns for terminals.
package enum TextTable {
  /// The rows as lines, columns separated by two spaces.
  ///
  /// - Parameters:
  ///   - rows: the cells; the first row is the header.
  ///   - numbers: the indices of right-aligned columns.
  package static func text(_ rows: [[String]], numbers: Set<Int> = []) -> String {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in rows.map { $0.count > column ? width($0[column]) : 0 }.max() ?? 0 }
    var out = ""
    for row in rows {
      var line = ""
      for (column, cell) in row.enumerated() {
        let padding = String(repeating: " ", count: widths[column] - width(cell))
        line += numbers.contains(column) ? "\(padding)\(cell)  " : "\(cell)\(padding)  "
      }
      while line.last == " " { line.removeLast() }
      out += line + "\n"
    }
    return out
  }

  private static func width(_ text: String) -> Int { text.unicodeScalars.reduce(0) { $0 + Escaping.width($1) } }
}
