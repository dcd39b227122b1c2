import Platform
import Writing

/// The terminal, standard input and environment variables.
enum Terminal {
  /// Whether text on a stream is coloured. The first that applies decides: the option, `NO_COLOR`, `CLICOLOR_FORCE` and
  /// `FORCE_COLOR`, `CLICOLOR`, `TERM`, then whether the stream is a terminal.
  static func usesColor(_ choice: ColorChoice, descriptor: Int32) -> Bool {
    switch choice {
    case .always: return true
    case .never: return false
    case .auto: break
    }
    if let value = environment("NO_COLOR"), !value.isEmpty { return false }
    for name in ["CLICOLOR_FORCE", "FORCE_COLOR"] {
      if let value = environment(name), !value.isEmpty, value != "0" { return true }
    }
    if environment("CLICOLOR") == "0" || environment("TERM") == "dumb" { return false }
    return isatty(descriptor) == 1
  }

  /// Whether text on a stream has hyperlinks (OSC 8): the option, else `FORCE_HYPERLINK`, else whether the stream is a
  /// terminal that is known to support them, outside of CI.
  static func usesLinks(_ choice: ColorChoice, descriptor: Int32) -> Bool {
    switch choice {
    case .always: return true
    case .never: return false
    case .auto: break
    }
    if let value = environment("FORCE_HYPERLINK"), !value.isEmpty { return value != "0" }
    guard isatty(descriptor) == 1, environment("CI") == nil, environment("TERM") != "dumb" else { return false }
    let program = environment("TERM_PROGRAM") ?? ""
    if ["iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "zed", "rio", "Tabby"].contains(program) { return true }
    if ["WT_SESSION", "KITTY_WINDOW_ID", "KONSOLE_VERSION", "DOMTERM"].contains(where: { environment($0) != nil }) {
      return true
    }
    // VTE, used by GNOME Terminal and many others, supports hyperlinks since 0.50.
    if let version = environment("VTE_VERSION").flatMap({ Int($0) }), version >= 5000 { return true }
    return ["xterm-kitty", "alacritty", "foot", "xterm-ghostty"].contains(environment("TERM") ?? "")
  }

  /// Whether a stream is a terminal.
  static func isTerminal(descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

  /// Clears the screen if the stream is a terminal.
  static func clearScreen(descriptor: Int32) {
    guard isatty(descriptor) == 1 else { return }
    Streams.write(Array("\u{1B}[H\u{1B}[2J\u{1B}[3J".utf8))
  }

  static func sleep(milliseconds: UInt32) { usleep(milliseconds * 1000) }

  /// The width of the terminal behind a stream in columns; 100 if it is not a terminal.
  static func width(descriptor: Int32) -> Int {
    var size = winsize()
    guard isatty(descriptor) == 1, ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 100 }
    return Int(size.ws_col)
  }

  /// The available bytes of standard input, at most 64 KiB; blocks until there is one. Empty at the end of input.
  static func readSome() -> [UInt8] {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(0, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      return Array(buffer[..<max(0, count)])
    }
  }

  /// The bytes of standard input up to its end.
  ///
  /// - Throws: `UsageError` when the input is larger than 64 MiB or cannot be read.
  static func readAll() throws(UsageError) -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(0, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw UsageError("standard input: \(String(cString: strerror(errno)))") }
      guard count > 0 else { return bytes }
      guard bytes.count + count <= maximumInput else {
        throw UsageError("standard input: larger than \(maximumInput) bytes")
      }
      bytes += buffer[..<count]
    }
  }

  private static let maximumInput = 64 << 20

  static func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
}
