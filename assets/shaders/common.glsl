// Shared by every program: the uniform blocks, the sky, and the way light becomes a screen colour.

layout(std140) uniform Camera {
    mat4 view;
    mat4 projection;
};

layout(std140) uniform Light {
    mat4 near_shadow_matrix;  // stage -> texture space of the shadow map over the play area
    mat4 far_shadow_matrix;   // the same over the surroundings
    vec4 sun;                 // direction towards it
    vec4 fog;                 // density a metre, metres of clear air before it, 0, 0
};

vec3 eye_position() {
    return -(transpose(mat3(view)) * view[3].xyz);
}

// The sRGB curve both ways by fits that need no powers (within 0.004), which matters where the
// processor draws.
vec3 to_linear(vec3 srgb) {
    return srgb * (srgb * (srgb * 0.305306011 + 0.682171111) + 0.012522878);
}

vec3 to_srgb(vec3 light) {
    light = clamp(light, 0.0, 1.0);
    vec3 half_root = sqrt(light);
    vec3 fourth_root = sqrt(half_root);
    vec3 eighth_root = sqrt(fourth_root);
    return clamp(
        0.662002687 * half_root + 0.684122060 * fourth_root - 0.323583601 * eighth_root
            - 0.0225411470 * light,
        0.0, 1.0);
}

// Keeps colours as they are up to a third and rolls off above, so that the sun does not burn out.
vec3 tone_map(vec3 light) {
    return light * (1.0 + light / 6.25) / (1.0 + light * 0.62);
}

vec3 sky_gradient(vec3 direction) {
    float height = max(direction.y, 0.0);
    vec3 low = vec3(1.30, 0.98, 0.68);
    vec3 middle = vec3(0.46, 0.80, 1.10);
    vec3 high = vec3(0.10, 0.34, 0.86);
    vec3 colour = mix(low, middle, smoothstep(0.0, 0.26, height));
    colour = mix(colour, high, smoothstep(0.10, 0.80, height));
    float towards = max(dot(direction, sun.xyz), 0.0);
    float wide = towards * towards;
    wide *= wide;
    return colour + vec3(0.60, 0.34, 0.12) * wide * wide * 0.55;
}
