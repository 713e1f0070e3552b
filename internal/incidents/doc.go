// Package incidents reads the incidents that AWS Support should have been engaged
// for, as people export them from where they keep them: CSV or JSON. It is strict,
// since an incident that is misread makes a figure wrong without a word.
package incidents
