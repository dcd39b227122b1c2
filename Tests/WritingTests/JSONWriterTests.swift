import Foundation
import Testing
import Writing

@Suite struct JSONWriterTests {
  private func write(_ json: inout JSONWriter) {
    json.object { json in
      json.member("a", -1)
      json.object("b") { _ in }
      json.list("c", [1, 2]) { json, number in json.number(number) }
      json.list("d", [Int]()) { json, number in json.number(number) }
      json.member("e", true)
      json.member("f") { $0.null() }
      json.member("g") { json in
        json.array { json in
          json.element { $0.object { $0.member("h", "i") } }
          json.element { $0.literal("0.5") }
          json.element { $0.array { _ in } }
        }
      }
    }
  }

  /// Commas stand between members only, also behind empty objects and nested arrays.
  @Test("members come in the order of writing, indented or on one line")
  func structure() {
    var json = JSONWriter()
    write(&json)
    #expect(
      String(decoding: json.bytes, as: UTF8.self) == """
        {
          "a": -1,
          "b": {},
          "c": [
            1,
            2
          ],
          "d": [],
          "e": true,
          "f": null,
          "g": [
            {
              "h": "i"
            },
            0.5,
            []
          ]
        }
        """)
    var compact = JSONWriter(isCompact: true)
    write(&compact)
    let expected = #"{"a":-1,"b":{},"c":[1,2],"d":[],"e":true,"f":null,"g":[{"h":"i"},0.5,[]]}"#
    #expect(String(decoding: compact.bytes, as: UTF8.self) == expected)
  }

  /// Another reader finds every character again, as a value and as a name.
  @Test("every character comes back")
  func characters() throws {
    for start in [0..<0xD800, 0xE000..<0x10000, 0x1F000..<0x20000].joined() where start % 256 == 0 {
      var text = String.UnicodeScalarView()
      text.append(contentsOf: (start..<start + 256).compactMap { Unicode.Scalar(UInt32($0)) })
      var json = JSONWriter()
      json.object { $0.member(String(text), String(text)) }
      let object = try #require(try JSONSerialization.jsonObject(with: Data(json.bytes)) as? [String: String])
      let (name, value) = try #require(object.first)
      #expect(value.unicodeScalars.elementsEqual(text) && name.unicodeScalars.elementsEqual(text), "\(start)")
    }
  }

  /// What moves a cursor, turns text round, ends a line of another reader or is not a character at all is written as an
  /// escape: YAML, which reads our JSON as well, refuses the last two.
  @Test(
    "what other readers stumble over is escaped",
    arguments: [
      (0x00, "\\u0000"), (0x08, "\\u0008"), (0x09, "\\t"), (0x0A, "\\n"), (0x0D, "\\r"), (0x1B, "\\u001b"),
      (0x22, "\\\""), (0x5C, "\\\\"), (0x7F, "\\u007f"), (0x85, "\\u0085"), (0x9F, "\\u009f"), (0x61C, "\\u061c"),
      (0x200E, "\\u200e"), (0x2028, "\\u2028"), (0x202E, "\\u202e"), (0x2069, "\\u2069"), (0xFEFF, "\\ufeff"),
      (0xFFFE, "\\ufffe"), (0xFFFF, "\\uffff"),
    ] as [(UInt32, String)])
  func escapes(scalar: UInt32, expected: String) throws {
    var json = JSONWriter()
    let character = Character(try #require(Unicode.Scalar(scalar)))
    json.string("a" + String(character) + "b")
    #expect(String(decoding: json.bytes, as: UTF8.self) == "\"a\(expected)b\"")
  }
}
