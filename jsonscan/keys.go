package jsonscan

// keys is the set of the keys of one object. Objects are small: up to
// smallObject keys are compared one by one, which needs no map.
type keys struct {
	n     int
	small [smallObject]string
	large map[string]struct{}
}

const smallObject = 16

// add puts key into the set and reports whether it was new.
func (k *keys) add(key string) bool {
	if k.large == nil {
		for _, other := range k.small[:k.n] {
			if other == key {
				return false
			}
		}
		if k.n < smallObject {
			k.small[k.n] = key
			k.n++
			return true
		}
		k.large = make(map[string]struct{}, 2*smallObject)
		for _, other := range k.small {
			k.large[other] = struct{}{}
		}
	}
	if _, ok := k.large[key]; ok {
		return false
	}
	k.large[key] = struct{}{}
	return true
}
