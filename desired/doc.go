// Package desired holds what hotline.yaml says: the support role as it is
// wanted, who may assume it, in which accounts, and what becomes of what is
// there already. It writes the trust policy and the policies that follow from
// that.
package desired
