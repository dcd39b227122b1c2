import Files
import Testing

/// Globs of configurations and calls; `IgnoreFileTests` compares those of `.gitignore` with git.
@Suite struct GlobTests {
  /// What stands between brackets: ranges, negation by both signs, brackets and hyphens as members, escapes, named
  /// classes, and what is no class since nothing closes it.
  static let classes: [(String, String, Bool)] = [
    ("[!a]x", "bx", true), ("[!a]x", "ax", false), ("[^a]x", "bx", true), ("[^a]x", "ax", false),
    ("[a-c]", "c", true), ("[a-c]", "d", false), ("[c-a]", "b", false), ("[a-]", "-", true), ("[-a]", "-", true),
    ("[--b]", "5", true), ("[]a]", "]", true), ("[!]a]", "]", false), ("[!]a]", "b", true), ("[]-a]", "^", true),
    ("[\\]]", "]", true), ("[\\]]", "\\", false), ("[\\\\]", "\\", true), ("[\\a]", "a", true), ("[a^]", "^", true),
    ("[a!]", "!", true), ("[*]", "*", true), ("[*]", "a", false), ("[?]", "a", false),
    ("[[:digit:][:upper:]]", "A", true), ("[[:digit:][:upper:]]", "a", false), ("[[:digit:]-]", "-", true),
    ("[[:alpha]", "l", true), ("[[:xdigit:]]", "f", true), ("[[:punct:]]", "_", true), ("[[:space:]]", " ", true),
    ("[a-[:foo:]]", "f]", true), ("[^]", "^", false), ("[]", "]", false), ("[!", "!", false), ("a[", "a[", false),
    ("x[/]y", "x/y", false),
  ]

  /// `**` stands for any number of components only where it is a component of its own: at the start and in the middle
  /// for none as well, at the end for at least one.
  static let stars: [(String, String, Bool)] = [
    ("*", "a", true), ("*", "a/b", false), ("*/*", "a/b", true), ("*a*", "a", true), ("a*a", "a", false),
    ("a*b*c", "abbc", true), ("**", "a/b/c", true), ("**", "", false), ("**/a", "a", true), ("**/a", "x/y/a", true),
    ("**/a", "xa", false), ("**/*", "a", true), ("**/**", "a", true), ("a/**", "a", false), ("a/**", "a/b/c", true),
    ("a/**", "ab/c", false), ("a/**/b", "a/b", true), ("a/**/b", "a/x/y/b", true), ("a/**/b", "a/xb", false),
    ("a/**/**/b", "a/b", true), ("**/a/**", "a", false), ("**/a/**", "x/a/y", true), ("a**b", "axxb", true),
    ("a**b", "a/b", false), ("a/**b", "a/x/b", false), ("b/", "b/c/d", true), ("b/", "b", false),
  ]

  /// Neither case nor the spelling of a letter is folded, `?` and classes stand for one byte, and braces for
  /// themselves.
  static let bytes: [(String, String, Bool)] = [
    ("A", "a", false), ("[A-Z]", "a", false), ("[[:upper:]]", "a", false), ("*.YAML", "a.yaml", false),
    ("?", "\u{E9}", false), ("??", "\u{E9}", true), ("[\u{E9}]", "\u{E9}", false), ("\u{E9}", "e\u{301}", false),
    ("*", "\u{E9}", true), ("{a,b}", "a", false), ("{a,b}", "{a,b}", true), ("\\[a]", "[a]", true), ("\\a", "a", true),
    ("\\?", "a", false), ("a\\", "a\\", false), ("\\*", "*", true), ("\\*", "a", false),
  ]

  /// The expectations are those of `git check-ignore` (2.39), except where a slash at the end speaks of a folder's
  /// files.
  @Test("a glob matches what git says it matches", arguments: classes + stars + bytes)
  func matches(pattern: String, path: String, expected: Bool) {
    #expect(Glob(pattern).matches(path) == expected)
  }

  /// A class whose name does not exist makes git reject the whole pattern, whatever else the brackets hold.
  @Test("a class of an unknown name matches nothing", arguments: ["[[:foo:]]", "[![:foo:]]", "[a[:foo:]]"])
  func unknownClasses(pattern: String) {
    for name in ["a", "f", ":", "]", "foo", "a]"] { #expect(!Glob(pattern).matches(name), "\(name)") }
  }
}

@Suite struct FilePatternTests {
  /// Overrides look literals up in a table, `exclude` and `sources` compare one by one: both must find the same files,
  /// also for a pattern that begins with a slash, as in `.gitignore`.
  @Test(
    "an index finds what the pattern alone matches",
    arguments: [
      "a.yaml", "./a.yaml", "/a.yaml", "sub/a.yaml", "/sub/a.yaml", "sub//a.yaml", "sub/./a.yaml", "../a.yaml", "sub/",
      "*.yaml", "/sub/*.yaml", "**/a.yaml", "[", "",
    ])
  func index(text: String) {
    let pattern = FilePattern(text, in: "/nowhere/repo")
    var index = PatternIndex()
    index.add(pattern, 7)
    for path in ["/nowhere/repo/a.yaml", "/nowhere/repo/sub/a.yaml", "/nowhere/a.yaml", "/sub/a.yaml", "/a.yaml"] {
      #expect(index.numbers(matching: path) == (pattern.matches(path) ? [7] : []), "\(path)")
    }
  }
}
