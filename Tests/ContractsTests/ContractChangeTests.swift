import Testing

@testable import Contracts

@Suite struct ContractChangeTests {
  @Test func aVerdictWithoutChangesAndDoubtsIsCompatible() {
    var verdict = ContractVerdict()
    #expect(verdict.isCompatible)
    verdict.undecided.append(UndecidedPart(path: "", reason: "its file cannot be read", old: nil, new: nil))
    #expect(!verdict.isCompatible)
  }
}
