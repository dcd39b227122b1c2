package import Findings

/// The kind of a message, where a nested type has its name.
package typealias MessageKind = Message.Kind

/// What the pages of an EventCatalog say, as they stand there: which page means which is known only when all were read.
package struct Pages: Sendable {
  package var messages: [Message] = []
  package var services: [Service] = []
  package var groups: [Group] = []
  package var channels: [Channel] = []
  package var entities: [Entity] = []
  package var flows: [Flow] = []

  package init() {}

  package var isEmpty: Bool {
    messages.isEmpty && services.isEmpty && flows.isEmpty && entities.isEmpty && groups.isEmpty
  }

  /// What every page says of itself.
  package struct Head: Sendable {
    package var id: String
    package var version: String
    /// Where the id is written.
    package var place: Place
    /// An old version, in a `versioned` folder.
    package var isOld: Bool
    package var owners: [String]
    /// Where it says `deprecated`, and from when on it is gone.
    package var deprecated: (place: Place, sunset: NamePlaceText?)?
    /// The folders it lies in that stand for a domain, the innermost first.
    package var domains: [String]

    package init(id: String, version: String, place: Place, isOld: Bool, owners: [String], domains: [String]) {
      self.id = id
      self.version = version
      self.place = place
      self.isOld = isOld
      self.owners = owners
      self.domains = domains
    }
  }

  /// A word with its place, before there is a table of names.
  package typealias NamePlaceText = (text: String, place: Place)

  /// One page naming another, perhaps a version or a range of versions of it.
  package struct Reference: Sendable {
    package var id: String
    package var version: String?
    package var place: Place

    package init(id: String, version: String?, place: Place) {
      self.id = id
      self.version = version
      self.place = place
    }
  }

  package struct Message: Sendable {
    package var head: Head
    package var kind: MessageKind
    package var fields: FieldRange?
    package var payloadPlace: Place?
    package var channels: [Reference] = []
    /// Services by name, in catalogs of the first generation.
    package var producers: [Reference] = []
    package var consumers: [Reference] = []

    package init(head: Head, kind: MessageKind) {
      self.head = head
      self.kind = kind
    }
  }

  /// A message at a service.
  package struct Exchange: Sendable {
    package var message: Reference
    package var channel: Reference?
    /// `fields`: what the receiver uses; nil when not said.
    package var needs: [Reference]?
    /// `triggers`: what follows, with whether a condition is said.
    package var triggers: [(message: Reference, isConditional: Bool)] = []
    package var statesTriggers = false

    package init(message: Reference) {
      self.message = message
    }
  }

  package struct Service: Sendable {
    package var head: Head
    package var sends: [Exchange] = []
    package var receives: [Exchange] = []
    package var writesTo: [Reference] = []
    package var readsFrom: [Reference] = []
    /// Paths of the AsyncAPI documents that describe it too.
    package var documents: [String] = []
    package var isExternal = false

    package init(head: Head) {
      self.head = head
    }
  }

  /// A domain, subdomain or system with the services it lists.
  package struct Group: Sendable {
    package var head: Head
    package var isSystem: Bool
    package var services: [Reference] = []
    package var systems: [Reference] = []

    package init(head: Head, isSystem: Bool) {
      self.head = head
      self.isSystem = isSystem
    }
  }

  package struct Channel: Sendable {
    package var head: Head
    package var transport: String?

    package init(head: Head) {
      self.head = head
    }
  }

  package struct Entity: Sendable {
    package var head: Head
    package var fields: [String] = []

    package init(head: Head) {
      self.head = head
    }
  }

  package struct Flow: Sendable {
    package var head: Head
    package var steps: [FlowStep] = []

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
  }
}

/// One step of a flow that is written down step by step.
package struct FlowStep: Sendable {
  package enum Subject: Sendable, Hashable {
    case message(String)
    case service(String)
    /// A person, an outcome, another flow, a system outside.
    case other
  }

  package var id: String
  package var place: Place
  package var subject: Subject
  /// Where the message or service is named.
  package var subjectPlace: Place
  /// The steps that follow, by id.
  package var next: [(id: String, place: Place)] = []

  package init(id: String, place: Place, subject: Subject, subjectPlace: Place) {
    self.id = id
    self.place = place
    self.subject = subject
    self.subjectPlace = subjectPlace
  }
}
