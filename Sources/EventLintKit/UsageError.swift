/// The call or the configuration is wrong, or something around the program is: one line, what to do. Exit code 2.
public struct UsageError: Error, Sendable {
  public let message: String

  package init(_ message: String) {
    self.message = message
  }
}
