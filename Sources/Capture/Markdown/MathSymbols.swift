/// Signs of formulas and the commands by which TeX has them.
enum MathSymbols {
  static let functions: Set<String> = [
    "arccos", "arcsin", "arctan", "arg", "cos", "cosh", "cot", "csc", "deg", "det", "dim", "exp",
    "gcd", "hom", "inf", "ker", "lim", "liminf", "limsup", "ln", "log", "max", "min", "sec", "sin",
    "sinh", "sup", "tan", "tanh",
  ]

  /// Operators between two terms, set with spaces so that the source can be read.
  static let infix = Set("=<>≤≥≠≈≡∼≃≅∝∈∉⊂⊆⊃⊇→←⇒⇐⇔↦+−-±∓×⋅·÷∧∨∪∩∘⊕⊗".unicodeScalars)

  static let above = [
    "¯": "\\overline", "‾": "\\overline", "―": "\\overline", "^": "\\hat", "ˆ": "\\hat",
    "→": "\\vec",
    "⃗": "\\vec", "˙": "\\dot", "⋅": "\\dot", "¨": "\\ddot", "~": "\\tilde", "˜": "\\tilde",
    "⏞": "\\overbrace", "ˇ": "\\check", "˘": "\\breve", "`": "\\grave", "´": "\\acute",
  ]
  static let below = ["_": "\\underline", "̲": "\\underline", "⏟": "\\underbrace"]

  static func fence(_ sign: String, orDot: Bool = false) -> String {
    switch sign {
    case "": orDot ? "." : ""
    case "{", "}": "\\" + sign
    default: sign.unicodeScalars.map { tex[$0] ?? String($0) }.joined()
    }
  }

  /// Text with the signs escaped that TeX gives a meaning.
  static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      if "{}#%&_$".contains(character) { result += "\\" }
      result.append(character == "\\" ? "/" : character)
    }
    return result
  }

  static let tex: [Unicode.Scalar: String] = {
    var table: [Unicode.Scalar: String] = [
      // Signs that only programs see.
      "\u{2061}": "", "\u{2062}": "", "\u{2063}": "", "\u{2064}": "", "\u{200B}": "",
      "\u{A0}": "\\ ", "−": "-", "{": "\\{", "}": "\\}", "#": "\\#", "%": "\\%", "&": "\\&",
      "$": "\\$", "′": "'", "″": "''", "∣": "\\mid", "‖": "\\|", "∥": "\\parallel",
      "°": "^{\\circ}",
    ]
    let greek = """
      α alpha β beta γ gamma δ delta ε varepsilon ϵ epsilon ζ zeta η eta θ theta ϑ vartheta ι iota
      κ kappa λ lambda μ mu µ mu ν nu ξ xi π pi ϖ varpi ρ rho ϱ varrho σ sigma ς varsigma τ tau
      υ upsilon φ varphi ϕ phi χ chi ψ psi ω omega Γ Gamma Δ Delta Θ Theta Λ Lambda Ξ Xi Π Pi Σ Sigma
      Υ Upsilon Φ Phi Ψ Psi Ω Omega
      """
    let signs = """
      × times ÷ div ⋅ cdot · cdot ± pm ∓ mp ∗ ast ⋆ star ∘ circ • bullet ⊕ oplus ⊖ ominus ⊗ otimes
      ⊙ odot ∧ wedge ∨ vee ∪ cup ∩ cap ∖ setminus ≤ leq ≥ geq ≠ neq ≈ approx ≡ equiv ∼ sim ≃ simeq
      ≅ cong ∝ propto ≪ ll ≫ gg ≺ prec ≻ succ ∈ in ∉ notin ∋ ni ⊂ subset ⊆ subseteq ⊃ supset
      ⊇ supseteq ∅ emptyset ∀ forall ∃ exists ∄ nexists ¬ neg ⊢ vdash ⊨ models ⊥ perp ∠ angle
      → to ← leftarrow ↔ leftrightarrow ⇒ Rightarrow ⇐ Leftarrow ⇔ Leftrightarrow ↦ mapsto
      ↑ uparrow ↓ downarrow ⟶ longrightarrow ⟹ Longrightarrow ∑ sum ∏ prod ∐ coprod ∫ int ∬ iint
      ∭ iiint ∮ oint ⋃ bigcup ⋂ bigcap ⨁ bigoplus ⨂ bigotimes √ surd ∞ infty ∂ partial ∇ nabla
      ℏ hbar ℓ ell ℜ Re ℑ Im ℵ aleph … ldots ⋯ cdots ⋮ vdots ⋱ ddots ⟨ langle ⟩ rangle ⌈ lceil
      ⌉ rceil ⌊ lfloor ⌋ rfloor † dagger ‡ ddagger
      """
    let words = (greek + " " + signs).split(whereSeparator: \.isWhitespace)
    for place in stride(from: 0, to: words.count - 1, by: 2) {
      guard let scalar = words[place].unicodeScalars.first else { continue }
      table[scalar] = "\\" + words[place + 1]
    }
    for (letter, name) in zip("ℝℕℤℚℂℙ".unicodeScalars, "RNZQCP") {
      table[letter] = "\\mathbb{\(name)}"
    }
    return table
  }()
}
