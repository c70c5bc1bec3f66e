package awsproxy

import "context"

// rotationPeriod says how often a key is rotated, which moto never does. A year is KMS's default; moto forgets any other.
// https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyRotationStatus.html
func rotationPeriod(ctx context.Context, _ Call, emulator Emulator) (Answer, error) {
	a, err := emulator(ctx, nil)
	if err != nil {
		return a, err
	}
	return edited(a, func(o object) error {
		if on, _ := o["KeyRotationEnabled"].(bool); on && o["RotationPeriodInDays"] == nil {
			o["RotationPeriodInDays"] = 365
		}
		return nil
	})
}
