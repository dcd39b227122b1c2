import Files
import Platform

/// A program under valgrind's callgrind, which counts its instructions: the same count in each run, unlike seconds.
struct Callgrind {
  private let program: String
  private let scratch: String

  /// Prepares a program; nil, after saying so, if valgrind or strip is not installed.
  ///
  /// - Parameter scratch: the folder for files in between.
  init?(of program: String, scratch: String) {
    guard Run.run(["valgrind", "--version"]).status == 0 else {
      print("valgrind is not installed: no instruction count")
      return nil
    }
    self.scratch = FilePaths.absolute(scratch)
    // valgrind cannot read Swift's debug information, but needs the symbols to find a function.
    self.program = "\(self.scratch)/\(FilePaths.name(program))-stripped"
    guard Run.run(["strip", "-g", "-o", self.program, program]).status == 0 else {
      print("strip is not installed: no instruction count")
      return nil
    }
  }

  /// The instructions of a run; NaN if it failed.
  func instructions(_ arguments: [String], in folder: String = ".") -> Double {
    let out = "\(scratch)/callgrind.out"
    unlink(out)
    let run = Run.run(
      ["env", "-C", folder, "valgrind", "--tool=callgrind", "--callgrind-out-file=\(out)", program] + arguments)
    return run.status > 1 ? .nan : Self.total(out)
  }

  /// The instructions of the parts of a run, each of which ends with a call of a function, and the last with the run.
  ///
  /// - Parameter function: a part of the function's symbol.
  func parts(_ arguments: [String], endingWith function: String) -> [Double] {
    let out = "\(scratch)/callgrind.parts"
    var number = 1
    while unlink("\(out).\(number)") == 0 { number += 1 }
    unlink(out)
    _ = Run.run(
      ["valgrind", "--tool=callgrind", "--callgrind-out-file=\(out)", "--dump-after=*\(function)*", program] + arguments
    )
    var parts: [Double] = []
    while FilePaths.exists("\(out).\(parts.count + 1)") { parts.append(Self.total("\(out).\(parts.count + 1)")) }
    return parts
  }

  private static func total(_ path: String) -> Double {
    let text = String(decoding: FileBytes.read(path) ?? [], as: UTF8.self)
    let line = text.split(separator: "\n").first { $0.hasPrefix("summary:") || $0.hasPrefix("totals:") }
    return line.flatMap { Double($0.split(separator: " ").last ?? "") } ?? .nan
  }
}
