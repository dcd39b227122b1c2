import ArgumentParser
import Linting

struct Breaking: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "breaking", abstract: "Report changes that break consumers of an earlier state of the contracts.",
    usage: "eventlint breaking [<revision>] [<paths> ...] [<options>]",
    discussion: """
      Compares with the merge base of the revision and HEAD; by default with that of the default branch: origin/HEAD, \
      origin/main, origin/master, main or master. A file or folder of that name is linted instead; use --against to \
      name the revision, REVISION:PATH or an earlier folder.

      Only rules that compare with an earlier state report; `lint --against` runs them together with all others.
      """)

  @OptionGroup var input: InputOptions
  @OptionGroup var report: ReportOptions

  func run() throws {
    let settings = report.settings
    var request = input.request(settings)
    try request.addReport(settings)
    try settings.end(try Linter.breaking(request))
  }
}
