import Catalog
import Findings

/// Services that their documents name by `id`: the title is another name of the same service.
extension PartialCatalog {
  /// Reports an `id` that documents of different titles use, and names their services by the titles: a copied `id`
  /// would otherwise merge two services into one that talks to itself.
  mutating func separateServices() {
    var first: [String: Int] = [:]
    var known: [String: Set<String>] = [:]
    for (index, interface) in interfaces.enumerated() {
      guard let title = interface.title else { continue }
      let earlier = first[interface.service] ?? index
      first[interface.service] = earlier
      guard known[interface.service, default: []].insert(title.text).inserted, earlier != index else { continue }
      let other = interfaces[earlier]
      let otherTitle = other.title?.text ?? other.service
      problems.append(
        Problem(
          .duplicateDefinition,
          "\(title.text) and \(otherTitle) have the same `id`, \(interface.service)",
          at: interface.place, notes: [Note("the other document", at: other.place)],
          help: "give each service its own `id`", subjects: [interface.service] + [title.text, otherTitle].sorted()))
    }
    for index in interfaces.indices {
      guard let title = interfaces[index].title, let titles = known[interfaces[index].service], titles.count > 1 else {
        continue
      }
      interfaces[index].service = title.text
      interfaces[index].title = nil
    }
  }

  /// Gives each service one name where some documents or pages use its `id` and others its title: the `id`, unless only
  /// the title is a service of a page or catalog. A title of several services belongs to none.
  mutating func resolveTitles() {
    var ids: [String: Set<String>] = [:]
    for interface in interfaces {
      guard let title = interface.title, title.text != interface.service else { continue }
      ids[title.text, default: []].insert(interface.service)
    }
    guard !ids.isEmpty else { return }
    let known = Set(services.map { names[$0.name] })
    var renamed: [String: String] = [:]
    for (title, services) in ids {
      guard services.count == 1, let id = services.first else { continue }
      if !known.contains(title) {
        renamed[title] = id
      } else if !known.contains(id) {
        renamed[id] = title
      }
    }
    for index in interfaces.indices {
      guard let name = renamed[interfaces[index].service] else { continue }
      interfaces[index].service = name
    }
  }
}
