/// The ids by which findings, pictures and pages name the parts of a system: `svc:order`, `msg:OrderPlaced`,
/// `db:orders`, `ctx:sales` and `flow:fulfilment`.
///
/// A name alone can mean several things: `ordering` may be a service and the context that it belongs to.
package struct NodeIDs: Sendable {
  private let catalog: Catalog
  /// The ids of names that are neither messages nor services.
  private var others: [Name: String] = [:]

  /// The ids of a catalog; cost: linear in its services, contexts and flows.
  package init(_ catalog: Catalog) {
    self.catalog = catalog
    for flow in catalog.flows { others[flow.name] = "flow:\(catalog[flow.name])" }
    for service in catalog.services {
      for store in service.stores { others[store.name.name] = Self.store(catalog[store.name.name]) }
      for context in [service.context].compactMap(\.self) + service.furtherContexts {
        others[context.name] = Self.context(catalog[context.name])
      }
    }
  }

  /// The id of a service.
  package static func service(_ name: String) -> String { "svc:\(name)" }

  /// The id of a message of any kind.
  package static func message(_ name: String) -> String { "msg:\(name)" }

  /// The id of a store.
  package static func store(_ name: String) -> String { "db:\(name)" }

  /// The id of what starts something in a service, from outside.
  package static func trigger(_ label: String, of service: String) -> String { "trg:\(service):\(label)" }

  /// The id of a bounded context.
  package static func context(_ name: String) -> String { "ctx:\(name)" }

  /// The id of what a name stands for: a message, else a service, context, store or flow; nil for any other name,
  /// such as that of a field.
  package subscript(_ name: Name) -> String? {
    if catalog.position(ofMessage: name) != nil { return Self.message(catalog[name]) }
    if catalog.position(ofService: name) != nil { return Self.service(catalog[name]) }
    return others[name]
  }

  /// The id of a context; of a service without one, which counts as a context of its own, the id of the service.
  package func context(_ name: Name) -> String {
    let id = Self.context(catalog[name])
    return others[name] == id ? id : Self.service(catalog[name])
  }
}

extension Catalog {
  /// The ids of services and messages of which a step of a path tells, in the order of telling.
  package func refs(service: Name, message: Name? = nil, other: Name? = nil) -> [String] {
    [NodeIDs.service(self[service])] + (message.map { [NodeIDs.message(self[$0])] } ?? [])
      + (other.map { [NodeIDs.service(self[$0])] } ?? [])
  }
}
