/// A name in kebab-case as the Swift name of a constant: `long-event-chain` becomes `longEventChain`.
package func camelCase(_ kebab: String) -> String {
  let words = kebab.split(separator: "-")
  return (words.first.map(String.init) ?? "")
    + words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
}
