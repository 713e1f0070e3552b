// Package redact makes a copy of a snapshot that can be shown to others:
// account ids, names, addresses and other identifying texts are replaced, the
// same everywhere, and every decision that hotline makes stays as it was.
//
// What is not known to be public is replaced. Public are the keys of the AWS
// CLI (keys.txt), what AWS defines (actions, condition keys and operators,
// services, regions, partitions, types of resources, states), ARNs of AWS's own
// policies with the names beside them, dates, numbers that are no account id,
// "true" and "false", and the lists in public.txt.
//
// # How
//
// Texts are replaced word by word; a word is a run of ASCII letters, digits and
// all that is beyond ASCII, but for spaces. Each character becomes another of
// its class (letters, of the same case; digits; of others, those of its kind in
// its block of Unicode) by a permutation that the key and the characters before
// it in the word choose. So
//
//   - no two words become one, and the length of a word stays;
//   - words whose first n characters are alike, in any case, keep just that:
//     a policy about team-a* is about the same names as before;
//   - words that differ in case alone still do.
//
// The permutations leave alone what leads on to a public word, so that all of
// this holds for these words, too. "support" is a word of its own wherever it
// stands, because the convention for names of support roles looks for it.
// Account ids, ids of AWS Organizations and the like need nothing more; ids that
// must stay hexadecimal have permutations of their own. Addresses are replaced
// bit by bit in the same way, within the blocks of special use. An e-mail
// address ends in example.com, whatever it ended in.
//
// # What shows
//
// How long words are, which are alike, where punctuation stands, and upper and
// lower case; dates, counts, and how everything hangs together. Of a word that
// begins as a public one, that beginning: "rollout" still begins with "rol",
// as "role" does. That is why the list of public words is short, and does not
// hold the thousands in the table of actions; in keys of tags, subjects of
// tokens and types of resources it is longer. "o" and "ou", the beginnings of
// ids, stay before a hyphen, and so do AROA, ASIA and their like at the
// beginning of words in upper case. A name that is one of the plain words of
// AWS's messages stays in the text of an error.
//
// Whoever knows what one text was knows the beginnings of those that begin
// alike. Whoever has the key has everything: it must be thrown away. What a text
// became may by chance be a name or an address that somebody else has.
//
// # What does not hold
//
// A wildcard that stands for the beginning of a word (*port) or for a part of
// it (te?m) need not match what it matched; one for whole words (*-port), or
// for the end of one (team-a*), does. The same is true of a pattern that ends
// within an id, a host or a region that keeps its form as a whole, or within
// "support" behind other letters (mysupp*), and of one for an e-mail address
// that lacks the at sign.
//
// Words that a user's own --role-name looks for are not kept, but for "support",
// nor are keys of tags that --required-tags names and public.txt does not have.
// A document within a string that is damaged stays damaged, though the fault
// may be told in other words. Twelve digits in a path that can be a minute of
// this century are taken for one and stay, as an audit takes them, but in
// accounts/.
package redact
