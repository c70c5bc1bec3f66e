package remediate

// BreakFile makes every further write to a journal fail.
func BreakFile(j *Journal) { _ = j.file.Close() }

// EditKeyPolicy is the edit of a key's policy that the fixes make.
var EditKeyPolicy = editKeyPolicy
