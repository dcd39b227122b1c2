package import Catalog
package import Graph
package import Writing

/// A way to look at a system. A new view is a file under `Views` and an entry in `all`: the command line, its help,
/// the documentation and the tests follow from it.
package struct View: Sendable {
  /// The word on the command line.
  package let name: String
  /// A shorter word for it; nil if there is none.
  package var alias: String?
  /// The sentence about it in the help, without a full stop.
  package let summary: String
  /// What it is about, beside the system.
  package var subject = Subject.system
  /// The options that choose or mark nodes and apply to it.
  package var options: Set<Option> = []
  /// Whether it walks every dependency, of which hostile input can have too many to draw.
  package var followsDependencies = false
  /// Whether its nodes and arrows mean something without the picture, so that other languages can have them.
  package var hasNetwork = true
  /// Whether its nodes list fields, which only JSON has beside the picture.
  package var hasFields = false
  /// The nodes and arrows of the view, with the layout to draw them in.
  package let build: @Sendable (Scene) -> Network

  /// What a view is about.
  package enum Subject: Sendable {
    /// All catalogs.
    case system
    /// One message, named by `--focus`.
    case message
    /// Messages or triggers that start flows, named by `--focus`, or the longest chains.
    case starts
    /// The signs themselves, without a catalog.
    case signs
  }

  /// An option of `graph` that chooses or marks nodes.
  package enum Option: String, Sendable, CaseIterable {
    case focus, reaches
    case reachedFrom = "reached-from"
    case between, collapse, only, exclude, longest, highlight, diff
  }

  /// Whether it shows the whole system and needs no subject.
  package var isOfSystem: Bool { if case .system = subject { true } else { false } }

  /// The formats of a view without a network, for a message.
  package var formats: String { either(["dot", "svg", "png", "pdf"] + (hasFields ? ["html", "json"] : [])) }

  /// All views, in the order of the help. The first is the default.
  package static let all: [View] = [.flow, .dependency, .sequence, .message, .contexts, .matrix, .legend]

  /// The view of a word on the command line.
  ///
  /// - Throws: `UsageError` with the nearest name for an unknown word.
  package static func named(_ word: String) throws(UsageError) -> View {
    guard let view = all.first(where: { $0.name == word || $0.alias == word }) else {
      throw .unknown("view", word, among: all.map(\.name))
    }
    return view
  }

  /// The help on all views, for a terminal of 100 columns or more.
  package static var help: String {
    all.map { view in
      let words = [view.name] + [view.alias].compactMap { $0 }
      return "\(words.joined(separator: " or ")) (\(view.summary))"
    }.joined(separator: ", ")
  }
}

/// What a view looks at.
package struct Scene: Sendable {
  /// The system.
  package var graph: ReactionGraph
  /// The name of what is shown.
  package var title: String
  /// What a view with a subject is about: one message, or starts of chains.
  package var subjects: [Name]

  /// A scene; `subjects` is empty for views of the whole system.
  package init(_ graph: ReactionGraph, title: String, subjects: [Name] = []) {
    self.graph = graph
    self.title = title
    self.subjects = subjects
  }

  var catalog: Catalog { graph.catalog }
}

extension Set<View.Option> {
  /// The options of views whose nodes can be chosen.
  static let filters: Self = [
    .focus, .reaches, .reachedFrom, .between, .collapse, .only, .exclude, .highlight, .diff,
  ]
}
