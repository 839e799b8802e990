"""What the patient sees and hears: a window, a headset, or nothing."""
