import Catalog
import Configuration
import Findings
import Readers
import RuleBook
import RulePages
import Rules
import Writing

/// The effective configuration as JSON, version 1, for programs: the settings with the source of each rule and option.
/// Within a version, members may be added, but not removed or changed in meaning.
enum ConfigurationJSON {
  static func bytes(of configuration: Configuration) -> [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.member("version", 1)
      member("path", configuration.path, json: &json)
      json.list("include", configuration.include) { $0.string($1) }
      json.list("exclude", configuration.exclude) { $0.string($1) }
      json.list("sources", configuration.sources) { json, source in
        json.object { json in
          json.member("path", source.path)
          if let format = source.format { json.member("format", format.name) }
          if let perspective = source.settings.perspective { json.member("perspective", perspective.rawValue) }
          if let service = source.settings.service { json.member("service", service) }
          json.member("contextOnly", source.isContext)
        }
      }
      member("baseline", configuration.baselinePath, json: &json)
      json.member("overrides", configuration.overrides.count)
      json.member("ignore", configuration.ignores.count)
      json.list("policies", configuration.policies) { json, policy in
        json.object { json in
          json.member("name", policy.name)
          json.member("severity", policy.severity.name)
        }
      }
      json.object("rules") { json in
        for page in RuleBook.pages {
          guard let settings = configuration.settings[page.id] else { continue }
          json.object(page.id.name) { rule(page, settings, in: configuration, json: &$0) }
        }
      }
    }
    return json.bytes + [0x0A]
  }

  private static func member(_ name: String, _ text: String?, json: inout JSONWriter) {
    json.member(name) { json in
      if let text { json.string(text) } else { json.null() }
    }
  }

  private static func rule(
    _ page: RulePage, _ settings: RuleSettings, in configuration: Configuration, json: inout JSONWriter
  ) {
    json.member("severity", settings.isOn ? (settings.severity ?? page.severity).name : "off")
    json.member("source", configuration.origin(of: page))
    guard settings.isOn, !page.options.isEmpty else { return }
    json.object("options") { json in
      for option in page.options {
        json.object(option.name) { json in
          switch settings.options[option.name] ?? option.standard {
          case .integer(let number): json.member("value", number)
          case .boolean(let flag): json.member("value", flag)
          case .word(let word): json.member("value", word)
          case .words(let words): json.list("value", words) { $0.string($1) }
          }
          json.member("source", configuration.origins["\(page.id) \(option.name)"] ?? "default")
        }
      }
    }
  }
}
