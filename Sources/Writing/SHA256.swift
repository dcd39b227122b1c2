/// SHA-256 (FIPS 180-4).
package enum SHA256 {
  /// The digest in hexadecimal digits.
  package static func digest(_ bytes: [UInt8]) -> String {
    state(of: bytes).map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 8 - digits.count) + digits
    }.joined()
  }

  /// The digest in Base64, as a content security policy names a script or style.
  package static func base64(_ text: String) -> String {
    let digest = state(of: Array(text.utf8)).flatMap { word in
      (0..<4).map { UInt8(truncatingIfNeeded: word >> (24 - 8 * UInt32($0))) }
    }
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    // 32 bytes are ten groups of three, and two bytes that fill three digits.
    return stride(from: 0, to: digest.count, by: 3).map { start -> String in
      let group = digest[start..<min(start + 3, digest.count)]
      let bits = (group + [0]).prefix(3).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      let digits = (0...group.count).map { String(letters[Int(bits >> (18 - 6 * UInt32($0)) & 63)]) }
      return digits.joined() + String(repeating: "=", count: 3 - group.count)
    }.joined()
  }

  private static func state(of bytes: [UInt8]) -> [UInt32] {
    var state = initial
    var schedule = [UInt32](repeating: 0, count: 64)
    let whole = bytes.count / 64 * 64
    for start in stride(from: 0, to: whole, by: 64) { mix(bytes[start..<start + 64], &schedule, into: &state) }
    let bits = UInt64(bytes.count) &* 8
    var end = bytes[whole...] + [0x80]
    end += [UInt8](repeating: 0, count: (119 - (bytes.count - whole)) % 64)
    end += (0..<8).map { UInt8(truncatingIfNeeded: bits >> (56 - 8 * UInt64($0))) }
    let tail = Array(end)
    for start in stride(from: 0, to: tail.count, by: 64) { mix(tail[start..<start + 64], &schedule, into: &state) }
    return state
  }

  /// The fractional parts of the square roots of the first eight primes, 32 bits.
  private static let initial: [UInt32] = [
    0x6A09_E667, 0xBB67_AE85, 0x3C6E_F372, 0xA54F_F53A, 0x510E_527F, 0x9B05_688C, 0x1F83_D9AB, 0x5BE0_CD19,
  ]

  /// The fractional parts of the cube roots of the first 64 primes, 32 bits.
  private static let constants: [UInt32] = [
    0x428A_2F98, 0x7137_4491, 0xB5C0_FBCF, 0xE9B5_DBA5, 0x3956_C25B, 0x59F1_11F1, 0x923F_82A4, 0xAB1C_5ED5,
    0xD807_AA98, 0x1283_5B01, 0x2431_85BE, 0x550C_7DC3, 0x72BE_5D74, 0x80DE_B1FE, 0x9BDC_06A7, 0xC19B_F174,
    0xE49B_69C1, 0xEFBE_4786, 0x0FC1_9DC6, 0x240C_A1CC, 0x2DE9_2C6F, 0x4A74_84AA, 0x5CB0_A9DC, 0x76F9_88DA,
    0x983E_5152, 0xA831_C66D, 0xB003_27C8, 0xBF59_7FC7, 0xC6E0_0BF3, 0xD5A7_9147, 0x06CA_6351, 0x1429_2967,
    0x27B7_0A85, 0x2E1B_2138, 0x4D2C_6DFC, 0x5338_0D13, 0x650A_7354, 0x766A_0ABB, 0x81C2_C92E, 0x9272_2C85,
    0xA2BF_E8A1, 0xA81A_664B, 0xC24B_8B70, 0xC76C_51A3, 0xD192_E819, 0xD699_0624, 0xF40E_3585, 0x106A_A070,
    0x19A4_C116, 0x1E37_6C08, 0x2748_774C, 0x34B0_BCB5, 0x391C_0CB3, 0x4ED8_AA4A, 0x5B9C_CA4F, 0x682E_6FF3,
    0x748F_82EE, 0x78A5_636F, 0x84C8_7814, 0x8CC7_0208, 0x90BE_FFFA, 0xA450_6CEB, 0xBEF9_A3F7, 0xC671_78F2,
  ]

  private static func mix(_ block: ArraySlice<UInt8>, _ schedule: inout [UInt32], into state: inout [UInt32]) {
    for index in 0..<16 {
      let start = block.startIndex + index * 4
      schedule[index] = (0..<4).reduce(0) { $0 << 8 | UInt32(block[start + $1]) }
    }
    for index in 16..<64 {
      let (first, second) = (schedule[index - 15], schedule[index - 2])
      schedule[index] =
        schedule[index - 16] &+ (turned(first, 7) ^ turned(first, 18) ^ first >> 3) &+ schedule[index - 7]
        &+ (turned(second, 17) ^ turned(second, 19) ^ second >> 10)
    }
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    var (e, f, g, h) = (state[4], state[5], state[6], state[7])
    for index in 0..<64 {
      let first =
        h &+ (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) &+ (e & f ^ ~e & g) &+ constants[index] &+ schedule[index]
      let second = (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) &+ (a & b ^ a & c ^ b & c)
      (h, g, f, e, d, c, b, a) = (g, f, e, d &+ first, c, b, a, first &+ second)
    }
    for (index, word) in [a, b, c, d, e, f, g, h].enumerated() { state[index] &+= word }
  }

  private static func turned(_ word: UInt32, _ count: UInt32) -> UInt32 { word >> count | word << (32 - count) }
}
