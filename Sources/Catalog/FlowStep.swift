package import Findings

/// A step of a flow that is documented step by step.
package struct FlowStep: Sendable {
  /// The subject of a step: a message, a service or something that the catalog does not model.
  package enum Subject: Sendable, Hashable {
    case message(String)
    case service(String)
    /// A message or a service of the native format, which the linker tells apart.
    case named(String)
    /// A person, an outcome, another flow or an external system.
    case other
  }

  /// A reference to a following step.
  package struct Next: Sendable {
    /// The id of the step.
    package var id: String
    /// The place of the reference.
    package var place: Place

    /// A reference to a step.
    package init(id: String, place: Place) {
      self.id = id
      self.place = place
    }
  }

  /// The id by which other steps refer to it.
  package var id: String
  /// The place of the step.
  package var place: Place
  /// The subject of the step.
  package var subject: Subject
  /// The place of the name of the message or service.
  package var subjectPlace: Place
  /// The ids of the steps that follow, with their places.
  package var next: [Next] = []

  /// A step without followers.
  package init(id: String, place: Place, subject: Subject, subjectPlace: Place) {
    self.id = id
    self.place = place
    self.subject = subject
    self.subjectPlace = subjectPlace
  }
}
