import Commands
import Diagrams
import Foundation
import Graph
import Linting
import TestSupport
import Testing

/// Titles of frames in rendered pictures: no arrow runs through one.
@Suite(.enabled(if: DOTTests.hasDot, "Graphviz is not installed")) struct TitleGeometryTests {
  private struct Box {
    var left = Double.infinity
    var right = -Double.infinity
    var top = Double.infinity
    var bottom = -Double.infinity

    init(_ points: [SIMD2<Double>]) {
      for point in points {
        (left, right) = (min(left, point.x), max(right, point.x))
        (top, bottom) = (min(top, point.y), max(bottom, point.y))
      }
    }

    func contains(_ point: SIMD2<Double>) -> Bool {
      left + 1 < point.x && point.x < right - 1 && top + 1 < point.y && point.y < bottom - 1
    }
  }

  /// The titles and arrows of a picture by Graphviz.
  private struct Picture {
    var titles: [String: Box] = [:]
    /// Points along each arrow, a few apart.
    var arrows: [String: [SIMD2<Double>]] = [:]

    init(_ svg: String) {
      for group in svg.components(separatedBy: "<g id=").dropFirst() {
        guard let name = group.firstMatch(of: #/<title>([^<]*)<\/title>/#)?.1 else { continue }
        let paths = group.matches(of: #/ d="([^"]*)"/#).map { Self.points(String($0.1)) }
        if group.contains("class=\"node title\"") {
          titles[String(name)] = Box(paths.flatMap { $0 })
        } else if group.contains("class=\"edge") {
          arrows[String(name), default: []] += paths.flatMap(Self.curve)
        }
      }
    }

    private static func points(_ path: String) -> [SIMD2<Double>] {
      let numbers = path.matches(of: #/-?\d+(?:\.\d+)?/#).compactMap { Double($0.0) }
      return stride(from: 0, to: numbers.count - 1, by: 2).map { SIMD2(numbers[$0], numbers[$0 + 1]) }
    }

    /// Graphviz writes a start and three points for each cubic curve.
    private static func curve(_ points: [SIMD2<Double>]) -> [SIMD2<Double>] {
      stride(from: 0, to: points.count - 3, by: 3).flatMap { index in
        (0...40).map { step in
          let (t, s) = (Double(step) / 40, 1 - Double(step) / 40)
          let start = points[index] * s * s * s + points[index + 1] * 3 * s * s * t
          return start + points[index + 2] * 3 * s * t * t + points[index + 3] * t * t * t
        }
      }
    }

    var crossed: [String] {
      titles.flatMap { title, box in
        arrows.filter { $0.value.contains(where: box.contains) }.map { "\($0.key) crosses \(title)" }
      }
    }
  }

  private func picture(_ dot: [UInt8]) throws -> Picture {
    let file = NSTemporaryDirectory() + "eventlint-titles-\(UInt32.random(in: 0 ... .max))"
    defer { for ending in ["dot", "svg"] { try? FileManager.default.removeItem(atPath: "\(file).\(ending)") } }
    try Data(dot).write(to: URL(fileURLWithPath: "\(file).dot"))
    #expect(system("dot -Tsvg -o '\(file).svg' '\(file).dot'") == 0)
    return Picture(try String(contentsOfFile: "\(file).svg", encoding: .utf8))
  }

  @Test(
    "no arrow of a sample runs through the title of a frame",
    arguments: [
      "flowing-retail/orchestrated", "flowing-retail/choreographed", "food-order/saga", "library/forms",
      "customer-registration/owned", "bank-account/events-published", "three-repositories/together",
      "event-store/shared",
    ])
  func samples(sample: String) throws {
    var request = PictureRequest()
    request.input.paths = ["\(Golden.root)/samples/\(sample)"]
    request.input.isIsolated = true
    let picture = try picture(try Linter.draw(request).output)
    #expect(!picture.titles.isEmpty && !picture.arrows.isEmpty)
    #expect(picture.crossed == [])
  }

  @Test("nor one of a random system, as flow and as dependencies", arguments: 0..<6)
  func random(seed: Int) throws {
    // A small generator, so that the systems are the same on each machine.
    var state = UInt64(seed) &* 7919 &+ 17
    func next(_ below: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % below
    }
    let services = (0..<24).map { number in
      let read = (0..<1 + next(3)).map { _ in "E\(next(24))" }
      return
        "  s\(number): {context: context \(next(6)), publishes: E\(number), consumes: [\(read.joined(separator: ", "))]}\n"
    }
    let system = graph("eventlint: 1\nservices:\n" + services.joined())
    for view in [View.flow, .dependency] {
      let picture = try picture(Diagram(view.build(Scene(system, title: "random")), theme: .light).dot())
      #expect(picture.titles.count > 3 && picture.arrows.count > 10)
      #expect(picture.crossed == [], "\(view.name)")
    }
  }
}
