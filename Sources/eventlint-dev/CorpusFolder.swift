import ArgumentParser
import Corpus
import Files
import Platform

/// Generated catalogs on disk, written once and kept for later runs.
enum CorpusFolder {
  /// The folder of a corpus of a number of files, see `Corpus`.
  static func tree(files: Int, under parent: String) throws -> String {
    try folder("\(parent)/tree-\(files)") { write in
      var corpus = Corpus(files: files)
      try corpus.eachFile { try write($0.path, $0.text) }
    }
  }

  /// The folder of a system with ten messages in each file: a service that publishes ten events and consumes ten of the
  /// services before it.
  static func messages(files: Int, under parent: String) throws -> String {
    try folder("\(parent)/messages-\(files)") { write in
      for number in 0..<files {
        let events = (0..<10).map { "Order\(number)Part\($0)Placed" }
        // Of ten services a little earlier; the first ones consume fewer.
        let consumed = (1...10).filter { $0 * 7 <= number }.map { "Order\(number - $0 * 7)Part\($0 - 1)Placed" }
        var text = "eventlint: 1\nservices:\n  orders-\(number):\n    context: area-\(number / 50)\n"
        text += "    publishes: [\(events.joined(separator: ", "))]\n"
        if !consumed.isEmpty { text += "    consumes: [\(consumed.joined(separator: ", "))]\n" }
        text += "events:\n"
        for event in events { text += "  \(event): {payload: {orderId: uuid, placedAt: datetime, amount: decimal}}\n" }
        try write("area-\(number / 1000)/orders-\(number).yaml", text)
      }
    }
  }

  /// Creates a folder and its parents.
  static func make(_ path: String) throws {
    var folder = path.hasPrefix("/") ? "/" : ""
    for part in path.split(separator: "/") {
      folder = FilePaths.joined(folder, String(part))
      mkdir(folder, 0o755)
    }
    guard FilePaths.isFolder(path) else { throw ValidationError("cannot create \(path)") }
  }

  /// Writes a whole file without syncing to disk: corpora can be generated again.
  static func write(_ text: String, to path: String) throws {
    var writer = try Writer(path)
    writer.write(text)
    writer.close()
  }

  private static func folder(
    _ folder: String, writing body: ((_ path: String, _ text: String) throws -> Void) throws -> Void
  ) throws -> String {
    guard !FilePaths.exists("\(folder)/done") else { return folder }
    var known: Set<String> = []
    try body { name, text in
      let path = "\(folder)/\(name)"
      if let parent = FilePaths.parent(path), known.insert(parent).inserted { try make(parent) }
      try write(text, to: path)
    }
    try write("", to: "\(folder)/done")
    return folder
  }

  /// A writer for large files, part by part.
  struct Writer {
    private let file: UnsafeMutablePointer<FILE>

    /// A writer that replaces a file.
    init(_ path: String) throws {
      guard let file = fopen(path, "w") else { throw ValidationError("cannot write \(path)") }
      self.file = file
    }

    /// Appends text.
    mutating func write(_ text: String) { fputs(text, file) }

    /// Ends the file.
    mutating func close() { fclose(file) }
  }
}
