in vec3 world;
in vec3 world_normal;
in vec4 albedo;
in float glow;
#ifdef RING
in vec2 disc;
flat in float filled;
#endif

uniform sampler2DShadow near_shadow;
uniform sampler2DShadow far_shadow;

out vec4 colour;

const vec3 SUN_LIGHT = vec3(2.05, 1.62, 1.08);
const vec3 SKY_LIGHT = vec3(0.62, 0.74, 0.92);
const vec3 GROUND_LIGHT = vec3(0.40, 0.36, 0.22);

float soft(sampler2DShadow map, vec3 place, float texel) {
    float sum = 0.0;
    sum += texture(map, place + vec3(-0.6, -1.3, 0.0) * texel);
    sum += texture(map, place + vec3(1.3, -0.6, 0.0) * texel);
    sum += texture(map, place + vec3(0.6, 1.3, 0.0) * texel);
    sum += texture(map, place + vec3(-1.3, 0.6, 0.0) * texel);
    return sum * 0.25;
}

bool inside(vec3 place) {
    return all(lessThan(abs(place - 0.5), vec3(0.49)));
}

// Leaving the surface a little, along its normal, keeps it from shading itself.
float sunlight(vec3 normal) {
    float light = 1.0;
    vec3 place = (near_shadow_matrix * vec4(world + normal * 0.012, 1.0)).xyz;
    if (inside(place)) {
        light = soft(near_shadow, place, 1.0 / 1024.0);
    }
    place = (far_shadow_matrix * vec4(world + normal * 0.08, 1.0)).xyz;
    if (inside(place)) {
        light = min(light, soft(far_shadow, place, 1.0 / 2048.0));
    }
    return light;
}

void main() {
#ifdef RING
    // Clockwise from the top, as a clock is read.
    float angle = atan(disc.x, disc.y) / 6.2831853;
    if (angle < 0.0) {
        angle += 1.0;
    }
    if (filled <= 0.0 || angle > filled) {
        discard;
    }
#endif
    vec3 normal = normalize(world_normal);
    vec3 to_eye = eye_position() - world;
    float distance_m = length(to_eye);
    to_eye /= distance_m;

    float facing = dot(normal, sun.xyz);
    float direct = clamp((facing + 0.15) / 1.15, 0.0, 1.0);
    if (direct > 0.0) {
        direct *= sunlight(normal);
    }
    vec3 light = mix(GROUND_LIGHT, SKY_LIGHT, normal.y * 0.5 + 0.5) + SUN_LIGHT * direct;
    float grazing = 1.0 - max(dot(normal, to_eye), 0.0);
    grazing *= grazing;
    vec3 lit = albedo.rgb * light + SKY_LIGHT * (0.10 * grazing * grazing);
    lit += albedo.rgb * glow * 1.6;

    float haze = 1.0 - exp(-fog.x * distance_m);
    lit = mix(lit, sky_gradient(normalize(vec3(-to_eye.x, max(-to_eye.y, 0.03), -to_eye.z))), haze);
    colour = vec4(to_srgb(tone_map(lit)), albedo.a);
}
