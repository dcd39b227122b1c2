package import Catalog
package import Findings

/// The kind of a message, where a nested type is called `Message`.
package typealias MessageKind = Message.Kind

/// The kind of a store, where a nested type is called `Service`.
package typealias StoreKind = Service.Store.Kind

/// The content of an EventCatalog's pages as written: references are resolved only after all pages are read.
package struct Pages: Sendable {
  /// The pages of events, commands and queries, all versions included.
  package var messages: [Message] = []
  /// The pages of services, all versions included.
  package var services: [Service] = []
  /// The pages of domains, subdomains and systems.
  package var groups: [Group] = []
  /// The pages of channels.
  package var channels: [Channel] = []
  /// The pages of entities.
  package var entities: [Entity] = []
  /// The pages of flows.
  package var flows: [Flow] = []
  /// The pages of containers: databases, caches and other stores.
  package var containers: [Container] = []
  /// Whether the schemas of older versions are read, to be compared.
  package var keepsVersions = false

  /// A set without pages.
  package init() {}

  /// Whether there is nothing to convert: pages of channels and containers alone do not count.
  package var isEmpty: Bool {
    messages.isEmpty && services.isEmpty && flows.isEmpty && entities.isEmpty && groups.isEmpty
  }

  /// That a page is deprecated.
  package struct Deprecation: Sendable {
    /// The place of `deprecated`.
    package var place: Place
    /// The date on which it was or will be deprecated; nil if not stated.
    package var since: WrittenText?

    /// A deprecation.
    package init(place: Place, since: WrittenText?) {
      self.place = place
      self.since = since
    }
  }

  /// A message that follows another.
  package struct Trigger: Sendable {
    /// The message that follows.
    package var message: Reference
    /// Whether a condition is stated.
    package var isConditional: Bool

    /// A message that follows.
    package init(message: Reference, isConditional: Bool) {
      self.message = message
      self.isConditional = isConditional
    }
  }

  /// The properties that every page has.
  package struct Head: Sendable {
    /// The id by which other pages refer to it.
    package var id: String
    /// The version as written; empty if the page has none.
    package var version: String
    /// The place of the id.
    package var place: Place
    /// Whether it is an old version, in a `versioned` folder.
    package var isOld: Bool
    /// The ids of the teams or users that own it.
    package var owners: [String]
    /// The place of `deprecated` and the date from which it holds; nil if it is not deprecated.
    package var deprecated: Deprecation?
    /// The ids of the enclosing domain folders, innermost first.
    package var domains: [String]
    /// The folder of the page, the same for all of its versions.
    package var folder = ""
    /// The folders between that of the collection and `folder`, outermost first.
    package var enclosing: [String] = []

    /// The head of a page that is not deprecated.
    package init(id: String, version: String, place: Place, isOld: Bool, owners: [String], domains: [String]) {
      self.id = id
      self.version = version
      self.place = place
      self.isOld = isOld
      self.owners = owners
      self.domains = domains
    }
  }

  /// A reference to another page, possibly to a version or a range of versions.
  package struct Reference: Sendable {
    /// The id of the other page.
    package var id: String
    /// The version or range of versions, as written; nil if not stated.
    package var version: String?
    /// The place of the id.
    package var place: Place

    /// A reference to a page.
    package init(id: String, version: String?, place: Place) {
      self.id = id
      self.version = version
      self.place = place
    }
  }

  /// A page of an event, command or query.
  package struct Message: Sendable {
    /// The properties that every page has.
    package var head: Head
    /// The kind, by the folder or type of the page.
    package var kind: MessageKind
    /// The packed fields of the payload; nil if it is not documented.
    package var fields: FieldRange?
    /// The place of the payload's schema; nil if there is none.
    package var payloadPlace: Place?
    /// The channels on which the page places the message.
    package var channels: [Reference] = []
    /// The services that produce it, in catalogs of the first generation.
    package var producers: [Reference] = []
    /// The services that consume it, likewise.
    package var consumers: [Reference] = []

    /// A page of a message without payload and channels.
    package init(head: Head, kind: MessageKind) {
      self.head = head
      self.kind = kind
    }
  }

  /// A message that a service sends or receives.
  package struct Exchange: Sendable {
    /// The message that is sent or received.
    package var message: Reference
    /// The channel on which it is exchanged; nil if not stated.
    package var channel: Reference?
    /// The fields that the receiver uses (`fields`); nil if not stated.
    package var needs: [Reference]?
    /// The messages that follow (`triggers`), each with whether a condition is stated.
    package var triggers: [Trigger] = []
    /// Whether `triggers` is stated, so that an empty list means that nothing follows.
    package var statesTriggers = false

    /// An exchange of which only the message is known.
    package init(message: Reference) {
      self.message = message
    }
  }

  /// A page of a service.
  package struct Service: Sendable {
    /// The properties that every page has.
    package var head: Head
    /// The messages that the service sends.
    package var sends: [Exchange] = []
    /// The messages that the service receives.
    package var receives: [Exchange] = []
    /// The data stores that the service writes.
    package var writesTo: [Reference] = []
    /// The data stores that the service reads.
    package var readsFrom: [Reference] = []
    /// The paths of the AsyncAPI documents that describe the service.
    package var documents: [String] = []
    /// Whether the service is an external system.
    package var isExternal = false
    /// Whether the page is one of `agents`: the service is an AI agent.
    package var isAgent = false

    /// A page of a service without messages.
    package init(head: Head) {
      self.head = head
    }
  }

  /// A page of a domain, subdomain or system with the services it lists.
  package struct Group: Sendable {
    /// The properties that every page has.
    package var head: Head
    /// Whether it is a system; otherwise a domain or subdomain.
    package var isSystem: Bool
    /// The services that it lists.
    package var services: [Reference] = []
    /// The systems that it lists.
    package var systems: [Reference] = []
    /// The subdomains that it lists.
    package var domains: [Reference] = []

    /// A page of a group without members.
    package init(head: Head, isSystem: Bool) {
      self.head = head
      self.isSystem = isSystem
    }
  }

  /// A page of a channel.
  package struct Channel: Sendable {
    /// The properties that every page has.
    package var head: Head
    /// The first protocol of the channel; nil if not stated.
    package var transport: String?

    /// A page of a channel without a transport.
    package init(head: Head) {
      self.head = head
    }
  }

  /// A page of a container: a store of some services.
  package struct Container: Sendable {
    /// The properties that every page has.
    package var head: Head
    /// The folder of the service that contains the page; nil outside of services.
    package var service: String?
    /// The technical kind of the store; nil if the page does not make it clear.
    package var kind: StoreKind?

    /// A page of a container of unknown kind.
    package init(head: Head, service: String?) {
      self.head = head
      self.service = service
    }
  }

  /// A page of an entity.
  package struct Entity: Sendable {
    /// The properties that every page has.
    package var head: Head
    /// The names of the entity's properties.
    package var fields: [String] = []

    /// A page of an entity without properties.
    package init(head: Head) {
      self.head = head
    }
  }

  /// A page of a flow.
  package struct Flow: Sendable {
    /// The properties that every page has.
    package var head: Head
    /// The steps in the order of writing.
    package var steps: [FlowStep] = []

    /// A page of a flow without steps.
    package init(head: Head) {
      self.head = head
    }
  }

  mutating func append(_ other: Pages) {
    messages += other.messages
    services += other.services
    groups += other.groups
    channels += other.channels
    entities += other.entities
    flows += other.flows
    containers += other.containers
    keepsVersions = keepsVersions || other.keepsVersions
  }

  /// Removes pages inside the folder of another page of their kind, such as `services/Shop/runbooks/Outage`: they
  /// belong to a collection of the user's own.
  mutating func removeNested() {
    let ofServices = Set(services.map(\.head.folder))
    services.removeAll { !ofServices.isDisjoint(with: $0.head.enclosing) }
    let ofDomains = Set(groups.lazy.filter { !$0.isSystem }.map(\.head.folder))
    groups.removeAll { !$0.isSystem && !ofDomains.isDisjoint(with: $0.head.enclosing) }
  }
}
