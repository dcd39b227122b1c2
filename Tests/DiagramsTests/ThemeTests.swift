import Commands
import Diagrams
import Files
import Linting
import TestSupport
import Testing

/// Goldens are kept in one theme, because a picture differs between themes in its colours alone.
@Suite struct ThemeTests {
  @Test("every view in every theme is the light picture but for its colours", arguments: View.all.map(\.name))
  func colours(view: String) throws {
    var request = PictureRequest()
    request.input.paths = ["\(Golden.root)/samples/eshop"]
    request.input.isIsolated = true
    request.view = try View.named(view)
    request.showsFindings = true
    if case .message = request.view.subject { request.focus = ["OrderStarted"] }
    for format in [PictureFormat.dot] + (["sequence", "matrix", "legend"].contains(view) ? [.svg] : []) {
      request.format = format
      request.theme = .light
      let light = try Linter.draw(request).output
      for theme in Theme.all where !theme.isAdaptive && theme.name != "light" {
        request.theme = theme
        let other = try Linter.draw(request).output
        #expect(withoutColours(other) == withoutColours(light), "\(theme.name), \(format.rawValue)")
        #expect(other != light, "\(theme.name), \(format.rawValue)")
      }
    }
  }

  @Test("light, print and auto are drawn on white, and auto turns dark with the reader")
  func adaptive() throws {
    var request = PictureRequest()
    (request.view, request.format, request.theme) = (.legend, .svg, .auto)
    let adaptive = String(decoding: try Linter.draw(request).output, as: UTF8.self)
    #expect(adaptive.contains("prefers-color-scheme:dark"))
    request.theme = .light
    #expect(!String(decoding: try Linter.draw(request).output, as: UTF8.self).contains("prefers-color-scheme"))
  }

  /// A picture with every `#RRGGBB` replaced by one word.
  private func withoutColours(_ picture: [UInt8]) -> String {
    String(decoding: picture, as: UTF8.self).replacing(#/#[0-9A-Fa-f]{6}/#, with: "colour")
  }
}
